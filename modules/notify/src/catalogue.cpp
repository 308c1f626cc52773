#include <algorithm>

#include "channels/common.h"
#include "ddns/core/text.h"
#include "ddns/schema/docs.h"

namespace ddns::notify {
namespace {

/// One line per kind.
std::vector<ChannelSpec> table() {
  return {
      webhook_spec(), email_spec(), dingtalk_spec(), wecom_spec(), feishu_spec(),     telegram_spec(),  discord_spec(),
      slack_spec(),   ntfy_spec(),  gotify_spec(),   bark_spec(),  serverchan_spec(), heartbeat_spec(),
  };
}

std::string limits_text(const Limits& limits) {
  std::vector<std::string> parts;
  if (limits.bytes > 0) parts.push_back(cat("at most ", limits.bytes, " bytes of ", limits.counted));
  if (limits.per_minute > 0) parts.push_back(cat("at most ", limits.per_minute, " messages a minute"));
  parts.emplace_back(limits.pulse       ? "only the newest ping counts"
                     : !limits.merges   ? "every message goes out by itself"
                     : limits.bytes > 0 ? "waiting messages go out as one, as many as fit"
                                        : "waiting messages go out as one");
  return join(parts, "; ");
}

}  // namespace

const std::vector<ChannelSpec>& catalogue() {
  static const std::vector<ChannelSpec> kRows = table();
  return kRows;
}

const ChannelSpec* find(std::string_view id) {
  const auto& rows = catalogue();
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const auto& spec) { return spec.id == id; });
  return row == rows.end() ? nullptr : &*row;
}

std::string catalogue_markdown() {
  std::string out;
  for (const auto& spec : catalogue()) {
    out += cat("### ", spec.name, ": `type: ", spec.id, "`\n\n");
    if (!spec.notes.empty()) out += cat(spec.notes, "\n\n");
    out += cat("Limits: ", limits_text(spec.limits), ".");
    if (!spec.homepage.empty()) out += cat(" API: <", spec.homepage, ">.");
    out += cat("\n\n", schema::to_markdown(spec.settings), "\n");
  }
  return out;
}

}  // namespace ddns::notify
