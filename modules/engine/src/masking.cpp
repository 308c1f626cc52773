#include "masking.h"

#include <utility>

namespace ddns::engine {

void mask(const Environment& environment, Error& error) {
  if (!environment.mask) return;
  error.message = environment.mask(std::move(error.message));
  error.service_code = environment.mask(std::move(error.service_code));
}

}  // namespace ddns::engine
