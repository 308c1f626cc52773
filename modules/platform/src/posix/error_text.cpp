#include "io_error.h"

namespace ddns::platform {

std::string error_text(const std::error_code& why) { return why.message(); }

}  // namespace ddns::platform
