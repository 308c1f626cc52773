#include "accounts.h"

#include <algorithm>
#include <utility>

#include "records.h"
#include "requests.h"

namespace ddns::engine {
namespace {

bool is_order(const Error& error) {
  const ErrorClass what = error_class(error);
  return what == ErrorClass::blocked || what == ErrorClass::rate_limited;
}

bool is_refusal(const Error& error) {
  const ErrorClass what = error_class(error);
  return what == ErrorClass::auth || what == ErrorClass::config;
}

void note_account(Step& step, std::size_t index, std::string detail) {
  step.world.journal.history.push_back({.at = step.now.wall,
                                        .kind = state::HistoryKind::account,
                                        .account = step.account(index).id,
                                        .detail = std::move(detail)});
}

void tell_pause(Step& step, std::size_t index, const TraceId& trace) {
  const Account& account = step.world.accounts[index];
  events::AccountPaused paused{.account = step.account(index).id,
                               .provider = step.account(index).provider_id,
                               .error = *account.paused,
                               .until = std::nullopt};
  if (account.paused_until != never) paused.until = step.wall_at(account.paused_until);
  step.emit(trace, std::move(paused));
}

void pause_account(Step& step, std::size_t index, const Error& error) {
  Account& account = step.world.accounts[index];
  plan::History& history = account.history;
  const bool same = history.last_error && error_class(*history.last_error) == error_class(error);
  history.failures = same ? history.failures + 1 : 1;
  history.last_error = error;
  history.last_attempt = step.now.steady;
  const auto next = plan::next_attempt(history, step.world.settings->retry, step.random.unit());
  const bool told = account.paused && account.paused->message == error.message;
  account.paused = error;
  account.paused_until = next.kind == plan::Retry::never ? never : next.when;
  if (next.kind == plan::Retry::never) {
    std::erase(step.world.journal.unblocked, step.account(index).id);
    step.world.journal.blocks.push_back({.account = step.account(index).id,
                                         .fingerprint = step.account(index).fingerprint,
                                         .error = error,
                                         .at = step.now.wall});
  }
  if (!told) note_account(step, index, error.message);
  tell_pause(step, index, {});
}

void resume_account(Step& step, std::size_t index) {
  Account& account = step.world.accounts[index];
  account.history = {};
  account.paused_until = SteadyTime::min();
  if (!account.paused) return;
  account.paused.reset();
  note_account(step, index, "works again");
  step.emit({}, events::AccountResumed{step.account(index).id, step.account(index).provider_id});
}

}  // namespace

void on_lane_done(Step& step, LaneDone&& done) {
  Account& account = step.world.accounts[done.account];
  account.busy = false;
  if (done.account_error) {
    pause_account(step, done.account, *done.account_error);
  } else if (done.successes > 0) {
    resume_account(step, done.account);
  }
  const double jitter = step.random.unit();
  for (RecordResult& result : done.results) on_result(step, std::move(result), jitter);
  heed_insistence(step, done.account);
}

void end_idle_pauses(Step& step) {
  std::vector<bool> wanted(step.world.accounts.size());
  for (const Track& track : step.world.tracks) {
    if (track.account && (track.in_job || wants_job(track))) wanted[*track.account] = true;
  }
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const Account& account = step.world.accounts[i];
    if (account.paused && !account.busy && !wanted[i] && account.paused_until <= step.now.steady) {
      resume_account(step, i);
    }
  }
}

void restore_block(Step& step, const state::Block& block) {
  for (std::size_t i = 0; i < step.world.accounts.size(); ++i) {
    if (step.account(i).id != block.account) continue;
    if (step.account(i).fingerprint != block.fingerprint) {
      step.world.journal.unblocked.push_back(block.account);
      return;
    }
    Account& account = step.world.accounts[i];
    account.paused = block.error;
    account.paused_until = never;
    account.history = {.failures = 1, .last_error = block.error, .last_attempt = step.now.steady};
    tell_pause(step, i, {});
    return;
  }
}

void probe_after_network_event(Step& step) {
  // Never sooner than the first back-off: a flapping link must not become a flood of calls.
  const auto soonest = [&](const plan::History& history) {
    return std::max(step.now.steady, *history.last_attempt + step.world.settings->retry.first);
  };
  for (Account& account : step.world.accounts) {
    if (account.paused && !is_order(*account.paused) && !is_refusal(*account.paused)) {
      account.paused_until = std::min(account.paused_until, soonest(account.history));
    }
  }
  for (Track& track : step.world.tracks) {
    if (track.trouble && error_class(*track.trouble->last_error) == ErrorClass::transient) {
      track.retry_at = std::min(track.retry_at, soonest(*track.trouble));
    }
  }
}

void probe_after_address_change(Step& step, const Watch& watch) {
  for (const std::size_t record : watch.records) {
    const Track& track = step.world.tracks[record];
    if (!track.account) continue;
    Account& account = step.world.accounts[*track.account];
    if (account.paused && is_refusal(*account.paused) && account.paused_until > step.now.steady) {
      account.paused_until = step.now.steady;
    }
  }
}

void lift_pause(Step& step, std::size_t index) {
  Account& account = step.world.accounts[index];
  if (account.paused && !is_order(*account.paused)) account.paused_until = step.now.steady;
}

void remember_write(Step& step, std::size_t record) {
  const Track& track = step.world.tracks[record];
  if (step.capabilities(track).min_interval.count() == 0) return;
  step.world.accounts[*track.account].written[step.record(record).target.key.name] = step.now.steady;
}

}  // namespace ddns::engine
