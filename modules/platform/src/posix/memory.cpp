#include "ddns/platform/memory.h"

#include <cstdlib>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#ifdef __linux__
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "ddns/platform/file.h"
#endif

namespace ddns::platform {
#ifdef __linux__
namespace {

bool debugged() {
  constexpr std::size_t enough = std::size_t{64} * 1024;
  const auto status = read_file("/proc/self/status", enough);
  return !status || status->find("\nTracerPid:\t0\n") == std::string::npos;
}

/// Whether the loader wrote into the object's code, which must then stay.
bool has_relocated_code(const dl_phdr_info& object) {
  for (int i = 0; i < object.dlpi_phnum; ++i) {
    if (object.dlpi_phdr[i].p_type != PT_DYNAMIC) continue;
    // The loader tells addresses as numbers. NOLINTNEXTLINE(performance-no-int-to-ptr)
    const auto* entry = reinterpret_cast<const ElfW(Dyn)*>(object.dlpi_addr + object.dlpi_phdr[i].p_vaddr);
    for (; entry->d_tag != DT_NULL; ++entry) {
      if (entry->d_tag == DT_TEXTREL || (entry->d_tag == DT_FLAGS && (entry->d_un.d_val & DF_TEXTREL) != 0))
        return true;
    }
  }
  return false;
}

/// Code alone: a page of data that was relocated would come back unrelocated.
int give_back_code_of(dl_phdr_info* object, std::size_t, void*) noexcept {
  if (has_relocated_code(*object)) return 0;
  static const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const auto& segment = object->dlpi_phdr[i];
    if (segment.p_type != PT_LOAD || segment.p_flags != (PF_R | PF_X)) continue;
    const std::size_t begin = (object->dlpi_addr + segment.p_vaddr) / page * page;
    const std::size_t end = object->dlpi_addr + segment.p_vaddr + segment.p_memsz;
    // NOLINTNEXTLINE(performance-no-int-to-ptr)
    (void)::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
  }
  return 0;
}

}  // namespace
#endif

void prefer_small_memory() {
#ifdef __GLIBC__
  constexpr int large = 128 * 1024;
  mallopt(M_ARENA_MAX, 1);
  // Set, or else glibc raises both as blocks come and go.
  mallopt(M_MMAP_THRESHOLD, large);
  mallopt(M_TRIM_THRESHOLD, large);
#endif
}

void give_back_free_memory() noexcept {
#ifdef __GLIBC__
  constexpr std::size_t worth_it = std::size_t{1} << 20U;
  if (::mallinfo2().fordblks >= worth_it) ::malloc_trim(0);
#endif
}

void give_back_unused_code() noexcept try {
#ifdef __linux__
  if (!debugged()) ::dl_iterate_phdr(give_back_code_of, nullptr);
#endif
} catch (...) {  // no memory for the answer: nothing is given back
}

}  // namespace ddns::platform
