#include "io_error.h"

#include "ddns/core/text.h"
#include "ddns/platform/paths.h"

namespace ddns::platform {

std::string file_message(std::string_view verb, const std::filesystem::path& path, const std::error_code& why) {
  std::string message = cat("cannot ", verb, " ", to_utf8(path), ": ", error_text(why));
  if (why == std::errc::device_or_resource_busy) message += " (if it is mounted on its own, mount its folder instead)";
  return message;
}

tl::unexpected<Error> file_error(std::string_view verb, const std::filesystem::path& path, const std::error_code& why) {
  const bool missing = why == std::errc::no_such_file_or_directory || why == std::errc::not_a_directory;
  return fail(missing ? Reason::unavailable : Reason::io, file_message(verb, path, why));
}

tl::unexpected<Error> system_error(std::string_view what, const std::error_code& why) {
  return fail(Reason::io, cat(what, ": ", error_text(why)));
}

}  // namespace ddns::platform
