#include "history_text.h"

#include <nlohmann/json.hpp>

#include "ddns/core/duration.h"

namespace ddns::app {
namespace {

std::string_view word(state::HistoryKind kind) {
  switch (kind) {
    case state::HistoryKind::address:
      return "address";
    case state::HistoryKind::update:
      return "update";
    case state::HistoryKind::failure:
      return "failure";
    case state::HistoryKind::verified:
      return "verified";
    case state::HistoryKind::drift:
      return "drift";
    case state::HistoryKind::account:
      return "account";
    case state::HistoryKind::config:
      return "config";
  }
  return "update";
}

}  // namespace

Result<std::string> history_json(state::Store& store, const web::HistoryQuestion& question) {
  const auto rows = store.history({.limit = question.limit, .before_id = question.before, .record = question.record});
  if (!rows) return fail(rows.error());
  auto out = nlohmann::ordered_json::array();
  for (const auto& row : *rows) {
    out.push_back({{"id", row.id},
                   {"time", format_rfc3339(row.at)},
                   {"kind", word(row.kind)},
                   {"account", row.account},
                   {"record", row.record},
                   {"before", row.before},
                   {"after", row.after},
                   {"actor", row.actor},
                   {"detail", row.detail},
                   {"trace", row.trace}});
  }
  return out.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace ddns::app
