#include "CStrata.h"
