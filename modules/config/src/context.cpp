#include "context.h"

#include <algorithm>
#include <iterator>

#include "ddns/config/international.h"
#include "ddns/core/text.h"
#include "ddns/schema/redact.h"

namespace ddns::config {

std::vector<Secret> secrets_in(const schema::Values& values) {
  std::vector<Secret> out;
  for (const auto& [key, value] : values.all()) {
    if (const auto* secret = std::get_if<Secret>(&value)) out.push_back(*secret);
    const auto* map = std::get_if<schema::Values::TextMap>(&value);
    // The `custom` provider's own names for secrets.
    if (map == nullptr || key != "secrets") continue;
    for (const auto& [name, text] : *map) out.emplace_back(text);
  }
  return out;
}

Context::Read Context::read(const schema::Schema& schema, const schema::Node& node,
                            const std::vector<std::string>& also_known) {
  Diagnostics found;
  Read out;
  out.values = schema::read(
      schema, node, [this](std::string_view text) { return references.resolve(text); }, also_known, found,
      to_ascii_name);
  const auto wrong = std::count_if(found.begin(), found.end(),
                                   [](const Diagnostic& d) { return d.severity == Diagnostic::Severity::error; });
  errors += static_cast<std::size_t>(wrong);
  out.good = wrong == 0;
  std::move(found.begin(), found.end(), std::back_inserter(diagnostics));
  for (auto& secret : secrets_in(out.values)) secrets_.push_back(std::move(secret));
  return out;
}

void Context::mask_secrets() {
  // Shorter ones would blot out ordinary words, and are not worth hiding.
  constexpr std::size_t kShortest = 5;
  for (const auto& secret : secrets_) {
    if (secret.reveal().size() < kShortest) continue;
    for (auto& diagnostic : diagnostics) {
      diagnostic.message = replace_all(diagnostic.message, secret.reveal(), schema::kMask);
      diagnostic.hint = replace_all(diagnostic.hint, secret.reveal(), schema::kMask);
    }
  }
}

}  // namespace ddns::config
