#include "ddns/core/text.h"
#include "ddns/ipsource/strict_parse.h"
#include "ddns/platform/file.h"
#include "ddns/platform/paths.h"
#include "specs.h"

namespace ddns::ipsource {
namespace {

class FileSource final : public IpSource {
 public:
  explicit FileSource(std::string path) : path_(std::move(path)) {}

  Sighting observe(Family family, const Call&) const override {
    const auto text = platform::read_regular_file(platform::from_utf8(path_), 4096);
    return single(path_, text ? parse(*text, family) : Observation(Unavailable{text.error()}));
  }

 private:
  /// One address a line; empty lines and lines that begin with # are skipped; anything else spoils the whole file,
  /// which may be half written.
  Observation parse(std::string_view text, Family family) const {
    Known known;
    std::size_t lines = 0;
    for (const auto raw : split(text, '\n')) {
      const auto line = trim(raw);
      if (line.empty() || line.starts_with('#')) continue;
      ++lines;
      const auto address = IpAddress::parse(line);
      if (!address) return unavailable(Reason::malformed, cat(path_, ": a line is no address"));
      if (address->family() == family) known.addresses.insert(*address);
    }
    if (lines == 0) return unavailable(Reason::malformed, cat(path_, " is empty"));
    if (known.addresses.empty())
      return unavailable(Reason::unavailable, cat(path_, " has no ", to_string(family), " address"));
    return known;
  }

  std::string path_;
};

}  // namespace

SourceSpec file_spec() {
  using enum schema::Kind;
  return {
      .type = "file",
      .help = "A file with one address a line, written by somebody else (a DHCP hook, a router).",
      .settings = {{{.key = "path",
                     .kind = path,
                     .label = "File",
                     .help = "Lines that begin with # are skipped; any other text makes the file count as unavailable.",
                     .required = true,
                     .example = "/run/wan-address"}}},
      .make = [](const schema::Values& values) -> Result<std::unique_ptr<IpSource>> {
        return std::make_unique<FileSource>(values.text("path"));
      }};
}

}  // namespace ddns::ipsource
