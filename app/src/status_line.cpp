#include "status_line.h"

#include <algorithm>
#include <type_traits>
#include <variant>

#include "ddns/core/text.h"
#include "ddns/platform/environment.h"
#include "ddns/platform/sd_notify.h"

namespace ddns::app {
namespace {

using namespace events;

bool concerns_line(const Payload& payload) {
  return std::visit(
      []<class T>(const T&) {
        return std::is_same_v<T, RecordUpdated> || std::is_same_v<T, RecordUpdateFailed> ||
               std::is_same_v<T, RecordKept> || std::is_same_v<T, RecordVerified> || std::is_same_v<T, RecordDoubted> ||
               std::is_same_v<T, AccountPaused> || std::is_same_v<T, AccountResumed> ||
               std::is_same_v<T, PauseChanged> || std::is_same_v<T, ConfigLoaded> || std::is_same_v<T, AddressChanged>;
      },
      static_cast<const Alternatives&>(payload));
}

bool is_wrong(const RecordStatus& record) {
  return record.last_error || record.out_of_sync_since || !record.doubt.empty();
}

bool is_right(const RecordStatus& record) { return !is_wrong(record) && (record.last_verified || record.published); }

}  // namespace

std::string status_line(const StatusView& view) {
  const auto count = [&](auto holds) {
    return std::count_if(view.records.begin(), view.records.end(),
                         [&](const auto& entry) { return holds(entry.second); });
  };
  const auto right = count(is_right);
  const auto wrong = count(is_wrong);
  const auto total = static_cast<std::ptrdiff_t>(view.records.size());
  auto out = cat(right, " of ", total, " record sets right");
  if (wrong > 0) out += cat(", ", wrong, " not");
  if (const auto waiting = total - right - wrong; waiting > 0) out += cat(", ", waiting, " not known yet");
  const auto paused = std::count_if(view.accounts.begin(), view.accounts.end(),
                                    [](const auto& entry) { return entry.second.paused.has_value(); });
  if (paused > 0) out += cat("; accounts that wait: ", paused);
  return view.paused ? "paused: " + out : out;
}

StatusWatch::StatusWatch(platform::WaitSet& waits)
    : waits_(waits), managed_(!platform::environment("NOTIFY_SOCKET").value_or("").empty()) {}

void StatusWatch::publish(const Event& event) noexcept {
  if (!managed_ || !concerns_line(event.payload)) return;
  if (!changed_.exchange(true)) waits_.wake();
}

void StatusWatch::tell(const StatusBoard& board) {
  if (!changed_.exchange(false)) return;
  auto line = status_line(*board.snapshot());
  if (line == told_) return;
  (void)platform::notify_service_manager("STATUS=" + line);
  told_ = std::move(line);
}

}  // namespace ddns::app
