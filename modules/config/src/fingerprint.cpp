#include "fingerprint.h"

#include <string>

#include "ddns/core/text.h"

namespace ddns::config {
namespace {

/// Each part with its length before it, so that no two settings run into each other.
struct Writer {
  std::string& out;

  void add(std::string_view part) const { out += cat(part.size(), ':', part, ','); }

  void operator()(const std::string& text) const { add(text); }
  void operator()(const Secret& secret) const { add(secret.reveal()); }
  void operator()(std::int64_t number) const { add(std::to_string(number)); }
  void operator()(bool flag) const { add(flag ? "true" : "false"); }
  void operator()(const std::vector<std::string>& list) const {
    for (const auto& text : list) add(text);
  }
  void operator()(const schema::Values::TextMap& map) const {
    for (const auto& [key, value] : map) {
      add(key);
      add(value);
    }
  }
};

}  // namespace

Secret canonical_text(std::string_view provider_id, const schema::Values& values) {
  std::string out;
  const Writer writer{out};
  writer.add(provider_id);
  for (const auto& [key, value] : values.all()) {
    writer.add(key);
    out += cat(value.index(), '(');
    std::visit(writer, value);
    out += ')';
  }
  return Secret(std::move(out));
}

}  // namespace ddns::config
