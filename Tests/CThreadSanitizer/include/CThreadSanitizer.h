#pragma once
// Nothing to call: linking this into the tests is enough (see mutex.c).
