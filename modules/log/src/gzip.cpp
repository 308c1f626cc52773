#include "gzip.h"

#include <array>
#include <fstream>

#include <Poco/DeflatingStream.h>

#include "ddns/core/text.h"
#include "ddns/platform/append_file.h"
#include "ddns/platform/paths.h"

namespace ddns::log {

Status gzip_file(const std::filesystem::path& from, const std::filesystem::path& to, const std::stop_token& stop) {
  std::ifstream plain(from, std::ios::binary);
  if (!plain) return fail(Reason::io, cat("cannot read ", platform::to_utf8(from)));
  auto file = platform::AppendFile::open(to);
  if (!file) return fail(std::move(file).error());
  Poco::DeflatingInputStream compressed(plain, Poco::DeflatingStreamBuf::STREAM_GZIP);
  std::array<char, 65536> block{};
  while (compressed) {
    if (stop.stop_requested()) return fail(Reason::cancelled, "the program is stopping");
    compressed.read(block.data(), block.size());
    if (compressed.bad()) break;
    const auto got = static_cast<std::size_t>(compressed.gcount());
    if (auto written = file->write({block.data(), got}); !written) return written;
  }
  if (plain.bad() || compressed.bad()) return fail(Reason::io, cat("cannot read ", platform::to_utf8(from)));
  return {};
}

}  // namespace ddns::log
