#include "support/needs.h"

#include <cstdlib>
#include <string_view>

namespace ddns::test {

bool may_skip() {
  const char* said = std::getenv("DDNS_TESTS_MAY_SKIP");  // NOLINT(concurrency-mt-unsafe): nothing here sets it
  return said != nullptr && *said != '\0' && std::string_view(said) != "0";
}

}  // namespace ddns::test
