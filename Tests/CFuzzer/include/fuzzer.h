/* libFuzzer's own entry points, which come with the compiler's runtime library. */
#ifndef STRATA_FUZZER_H
#define STRATA_FUZZER_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*test)(const uint8_t *data, size_t size));
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);

#endif
