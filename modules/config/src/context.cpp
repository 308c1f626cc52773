#include "context.h"

#include <algorithm>
#include <iterator>

#include "ddns/config/international.h"
#include "ddns/core/shortest_secret.h"
#include "ddns/core/text.h"
#include "ddns/schema/quote.h"
#include "inline_secrets.h"
#include "secret_values.h"

namespace ddns::config {

Context::Read Context::read(const schema::Schema& schema, const schema::Node& node,
                            const std::vector<std::string>& also_known) {
  Diagnostics found;
  Read out;
  ReferenceValues values;
  const auto resolve = [&](std::string_view text) { return references.resolve(text, &values[std::string(text)]); };
  out.values = schema::read(schema, node, resolve, also_known, found, to_ascii_name);
  const auto wrong = std::count_if(found.begin(), found.end(),
                                   [](const Diagnostic& d) { return d.severity == Diagnostic::Severity::error; });
  errors += static_cast<std::size_t>(wrong);
  out.good = wrong == 0;
  std::move(found.begin(), found.end(), std::back_inserter(diagnostics));
  warn_of_inline_secrets(*this, schema, node);
  add_secrets(secrets_in(schema, out.values, node, values));
  return out;
}

void Context::add_secrets(std::vector<Secret> secrets) {
  std::move(secrets.begin(), secrets.end(), std::back_inserter(secrets_));
}

void Context::mask_secrets() {
  // A shorter one may be part of a longer one.
  std::stable_sort(secrets_.begin(), secrets_.end(),
                   [](const Secret& a, const Secret& b) { return a.reveal().size() > b.reveal().size(); });
  for (const auto& secret : secrets_) {
    if (secret.reveal().size() < kShortestMasked) continue;
    for (auto& diagnostic : diagnostics) {
      diagnostic.message = replace_all(diagnostic.message, secret.reveal(), schema::kMask);
      diagnostic.hint = replace_all(diagnostic.hint, secret.reveal(), schema::kMask);
    }
  }
}

}  // namespace ddns::config
