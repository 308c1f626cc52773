#include "ddns/config/load.h"

#include <algorithm>
#include <tuple>

#include "context.h"
#include "ddns/core/duration.h"
#include "ddns/core/text.h"
#include "ddns/schema/quote.h"
#include "environment.h"
#include "metrics_section.h"
#include "node_edit.h"
#include "read_accounts.h"
#include "read_general.h"
#include "read_notify.h"
#include "read_records.h"
#include "read_sources.h"
#include "short_form.h"
#include "source_text.h"
#include "yaml_tree.h"

namespace ddns::config {
namespace {

/// The file as nodes; nullopt if it cannot be gone on with.
std::optional<schema::Node> parse(Context& context) {
  const auto& input = context.input;
  if (input.path_as_given.empty() && input.text.empty()) return map_node({.file = "environment"});
  auto tree = parse_yaml(SourceText(input.path_as_given, input.text));
  context.errors += tree.problems.size();
  std::move(tree.problems.begin(), tree.problems.end(), std::back_inserter(context.diagnostics));
  if (!tree.usable) return std::nullopt;
  return std::move(tree.root);
}

void override_from_command_line(const Input& input, schema::Node& root) {
  const schema::Place place{.file = "command line"};
  if (input.listen) put(root, "listen", text_node(*input.listen, place));
  if (input.interval) put(root, "interval", text_node(format_duration(*input.interval), place));
}

/// Says what a file lacks that holds neither form, or half of the full one.
void check_complete(Context& context, const schema::Node& root, const Configuration& configuration) {
  if (context.errors > 0) return;
  const auto empty = [&](std::string_view key) {
    const auto* node = root.find(key);
    return node == nullptr || node->is_null() || (node->list() != nullptr && node->list()->empty());
  };
  if (empty("accounts") && empty("records")) {
    const auto& looked_in = context.input.looked_in;
    const bool no_file = context.input.path_as_given.empty() && !looked_in.empty();
    context.error(root.place, "nothing is configured: there is neither `provider` nor `accounts` and `records`",
                  cat("begin with provider, domain and sub_domain, or with an example file",
                      no_file ? cat("; there is no config.yaml, config.yml or config.json in ", looked_in) : ""));
  } else if (empty("accounts")) {
    context.error(root.place, "`accounts` is missing");
  } else if (empty("records")) {
    context.error(root.place, "`records` is missing");
  } else if (configuration.engine.records.empty()) {
    context.error(root.place, "no record is left to keep");
  }
}

void warn_of_unused(Context& context, const std::vector<Source>& sources, const std::vector<Account>& accounts) {
  // With errors around, what looks unused may be what a faulty line meant.
  if (context.errors > 0) return;
  for (const auto& source : sources) {
    if (!source.used && !source.built_in) {
      context.warning(source.place, cat("no record uses source ", schema::quote(source.settings.id)));
    }
  }
  for (const auto& account : accounts) {
    if (!account.used)
      context.warning(account.place, cat("no record uses account ", schema::quote(account.settings.id)));
  }
}

/// By place, the file before everything else; what was said twice is said once.
void sort(Diagnostics& diagnostics, const std::string& file) {
  const auto rank = [&](const Diagnostic& d) { return std::tuple(d.file == file ? 0 : 1, d.line, d.column); };
  std::stable_sort(diagnostics.begin(), diagnostics.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return rank(a) < rank(b); });
  diagnostics.erase(std::unique(diagnostics.begin(), diagnostics.end()), diagnostics.end());
}

Configuration read_tree(Context& context, Environment& environment, const schema::Node& root) {
  Configuration out;
  const auto verify = read_general(context, root, out);
  auto sources = read_sources(context, root);
  auto accounts = read_accounts(context, root, verify);
  out.engine.records = read_records(context, root, sources, accounts);
  out.metrics = read_metrics(context, root);
  out.notify = read_notify(context, root);
  out.bridge = read_bridge(context, environment, root);
  if (!context.input.bridge_only) check_complete(context, root, out);
  warn_of_unused(context, sources, accounts);
  for (auto& source : sources) {
    source.settings.required = source.needed || (source.required && !source.built_in);
    // A default that nobody wants is not asked either.
    if (source.used || !source.built_in) out.engine.sources.push_back(std::move(source.settings));
  }
  for (auto& account : accounts) out.engine.accounts.push_back(std::move(account.settings));
  return out;
}

}  // namespace

tl::expected<Loaded, Diagnostics> load(const Input& input) {
  Context context(input);
  auto root = parse(context);
  if (!root) {
    sort(context.diagnostics, input.path_as_given);
    return tl::unexpected(std::move(context.diagnostics));
  }
  Environment environment(input);
  environment.fill_sections(*root);
  override_from_command_line(input, *root);
  const bool short_form = is_short_form(*root, environment);
  if (short_form) {
    expand_short_form(context, environment, *root);
  } else {
    refuse_mixture(context, *root);
  }
  auto configuration = read_tree(context, environment, *root);
  environment.report_unused(context, short_form);
  context.mask_secrets();
  sort(context.diagnostics, input.path_as_given);
  if (context.errors > 0) return tl::unexpected(std::move(context.diagnostics));
  configuration.secrets = context.take_secrets();
  return Loaded{std::move(configuration), std::move(context.diagnostics)};
}

Diagnostic readable_by_others(std::string path_as_given) {
  return {.severity = Diagnostic::Severity::warning,
          .file = std::move(path_as_given),
          .message = "other users of this machine may read this file",
          .hint = "take that right away, for secrets stand in it (chmod o-r; on Windows in its security settings)"};
}

}  // namespace ddns::config
