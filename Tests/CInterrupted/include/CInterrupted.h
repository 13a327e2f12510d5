#pragma once
#include <stdint.h>

// The system calls of the storage, in this program's own hands: on a thread that asks for it they are interrupted or
// do only a part, as Linux may do to any of them. On all others they are the system's.

/// On this thread, from now on: the next `interruptions` calls end with EINTR, and reads and writes move at most
/// `most` bytes at a time (0: all).
void interrupted_begin(int interruptions, int most);
/// Ends that; how many calls this thread has made since it began, those that were interrupted included.
int interrupted_end(void);
/// Whether calls can be interrupted here; a sanitizer that has them in its own hands leaves none to us.
int interrupted_possible(void);
