#define ZLIB_CONST /* Input is never written to: without this zlib's pointers to it say otherwise. */
#include <zlib.h>
