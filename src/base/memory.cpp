// mimalloc where the program is linked with it (release builds), else the C library's allocator.
#include "base/memory.h"

#include <malloc.h>

// mimalloc's own; its header is not needed for that.
extern "C" void mi_collect(bool force) __attribute__((weak));

namespace weir {

void give_back_memory() {
  if (mi_collect != nullptr) {
    mi_collect(true);
  } else {
    malloc_trim(0);
  }
}

}  // namespace weir
