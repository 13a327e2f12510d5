#pragma once
#include <stdint.h>

/// Begins or ends counting; off, an allocation costs one relaxed load more than usual.
void strata_count_allocations(int on);

/// Allocations counted so far, by every thread of the process.
int64_t strata_allocations(void);

/// Bytes asked for by them.
int64_t strata_allocated_bytes(void);

/// The process's resident memory in bytes.
int64_t strata_resident_bytes(void);

/// Bytes read with pread into one buffer of `chunk` bytes until the file ends; -1 on failure.
int64_t strata_pread_all(int descriptor, int64_t chunk);
