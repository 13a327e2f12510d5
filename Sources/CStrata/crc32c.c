// CRC-32C, the checksum of record batches (SPEC §2.3). Reflected polynomial 0x82F63B78, begun and ended with all ones.
#include "CStrata.h"

#include <stdatomic.h>
#include <string.h>

#define POLYNOMIAL 0x82F63B78u

// MARK: by table, eight bytes a step

static uint32_t table[8][256];

static void fill_table(void) {
  for (uint32_t n = 0; n < 256; n++) {
    uint32_t crc = n;
    for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
    table[0][n] = crc;
  }
  for (uint32_t n = 0; n < 256; n++)
    for (int k = 1; k < 8; k++) table[k][n] = (table[k - 1][n] >> 8) ^ table[0][table[k - 1][n] & 0xFF];
}

static uint32_t by_table(uint32_t crc, const uint8_t *at, size_t count) {
  for (; count >= 8; at += 8, count -= 8) {
    uint32_t low = (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
    low ^= crc;
    crc = table[7][low & 0xFF] ^ table[6][low >> 8 & 0xFF] ^ table[5][low >> 16 & 0xFF] ^ table[4][low >> 24] ^
          table[3][at[4]] ^ table[2][at[5]] ^ table[1][at[6]] ^ table[0][at[7]];
  }
  for (; count > 0; at++, count--) crc = (crc >> 8) ^ table[0][(crc ^ *at) & 0xFF];
  return crc;
}

// MARK: by SSE4.2, three streams at once, joined by PCLMUL

#if defined(__x86_64__)
#include <immintrin.h>

// Eight-byte words of the longest stream, and the fewest bytes that are worth joining streams.
#define MOST_WORDS 32
#define FEWEST_BYTES 96

// x^(64n - 33) mod P for n words: multiplying a stream's crc by it, and reducing the product with the crc instruction
// (which multiplies by x^33), moves the crc past n words.
static uint64_t past[2 * MOST_WORDS + 1];

static void fill_powers(void) {
  // x^31, and 64 more for each word.
  uint32_t value = 1;
  for (int n = 1; n <= 2 * MOST_WORDS; n++) {
    past[n] = value;
    for (int bit = 0; bit < 64; bit++) value = (value >> 1) ^ (value & 1 ? POLYNOMIAL : 0);
  }
}

static inline uint64_t word(const uint8_t *at) {
  uint64_t value;
  memcpy(&value, at, 8);
  return value;
}

__attribute__((target("sse4.2,pclmul"))) static inline uint64_t moved(uint64_t crc, uint64_t past) {
  __m128i product = _mm_clmulepi64_si128(_mm_cvtsi64_si128((long long)crc), _mm_cvtsi64_si128((long long)past), 0);
  return _mm_crc32_u64(0, (uint64_t)_mm_cvtsi128_si64(product));
}

__attribute__((target("sse4.2,pclmul"), always_inline)) static inline uint64_t
three_streams(uint64_t crc, const uint8_t *at, size_t words) {
  uint64_t second = 0, third = 0;
  const size_t stream = 8 * words;
  for (size_t n = 0; n < stream; n += 8) {
    crc = _mm_crc32_u64(crc, word(at + n));
    second = _mm_crc32_u64(second, word(at + stream + n));
    third = _mm_crc32_u64(third, word(at + 2 * stream + n));
  }
  return moved(crc, past[2 * words]) ^ moved(second, past[words]) ^ third;
}

__attribute__((target("sse4.2,pclmul"))) static uint32_t
by_instruction(uint32_t start, const uint8_t *at, size_t count) {
  uint64_t crc = start;
  for (; count >= 24 * MOST_WORDS; at += 24 * MOST_WORDS, count -= 24 * MOST_WORDS)
    crc = three_streams(crc, at, MOST_WORDS);
  if (count >= FEWEST_BYTES) {
    const size_t words = count / 24;
    crc = three_streams(crc, at, words);
    at += 24 * words, count -= 24 * words;
  }
  for (; count >= 8; at += 8, count -= 8) crc = _mm_crc32_u64(crc, word(at));
  for (; count > 0; at++, count--) crc = _mm_crc32_u8((uint32_t)crc, *at);
  return (uint32_t)crc;
}
#endif

// MARK: the choice

typedef uint32_t (*way)(uint32_t, const uint8_t *, size_t);
static _Atomic(way) chosen;

// Threads may race to fill the tables before any is used: loading the library does it first.
__attribute__((constructor)) static void choose(void) {
  fill_table();
  way best = by_table;
#if defined(__x86_64__)
  fill_powers();
  __builtin_cpu_init();
  if (__builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("pclmul")) best = by_instruction;
#endif
  atomic_store_explicit(&chosen, best, memory_order_release);
}

uint32_t strata_crc32c(uint32_t crc, const void *bytes, size_t count) {
  return ~atomic_load_explicit(&chosen, memory_order_acquire)(~crc, bytes, count);
}

uint32_t strata_crc32c_table(uint32_t crc, const void *bytes, size_t count) { return ~by_table(~crc, bytes, count); }
