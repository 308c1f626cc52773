#include <algorithm>
#include <utility>

#include "detection.h"
#include "records.h"
#include "requests.h"

namespace ddns::engine {
namespace {

/// What cannot be planned because its source knows nothing.
void report_unknown(Step& step, PlanTicket& ticket) {
  for (const Watch& watch : step.world.watches) {
    if (is_moot(watch)) continue;
    PlanReport::Failure failure{.account = step.world.settings->sources[watch.source].id, .keys = {}, .error = {}};
    for (const std::size_t record : watch.records) {
      auto unknown = unknown_wish(step, record);
      if (!unknown || step.world.tracks[record].wanted) continue;
      failure.keys.push_back(step.record(record).target.key);
      failure.error = *std::move(unknown);
    }
    if (!failure.keys.empty()) ticket.report.failures.push_back(std::move(failure));
  }
}

std::vector<std::size_t> plannable(const Step& step, std::size_t account) {
  std::vector<std::size_t> records;
  for (std::size_t i = 0; i < step.world.tracks.size(); ++i) {
    const Track& track = step.world.tracks[i];
    if (track.account == account && track.wanted) records.push_back(i);
  }
  return records;
}

void report_refused(Step& step, PlanTicket& ticket, std::size_t account) {
  for (std::size_t i = 0; i < step.world.tracks.size(); ++i) {
    const Track& track = step.world.tracks[i];
    if (track.account != account || !track.refusal) continue;
    ticket.report.failures.push_back(
        {.account = step.account(account).id, .keys = {step.record(i).target.key}, .error = *track.refusal});
  }
}

void start_preview(Step& step, PlanTicket& ticket, std::size_t index) {
  Account& account = step.world.accounts[index];
  report_refused(step, ticket, index);
  const std::vector<std::size_t> records = plannable(step, index);
  if (records.empty()) return;
  if (account.paused && account.paused_until > step.now.steady) {
    PlanReport::Failure failure{.account = step.account(index).id, .keys = {}, .error = *account.paused};
    for (const std::size_t record : records) failure.keys.push_back(step.record(record).target.key);
    ticket.report.failures.push_back(std::move(failure));
    return;
  }
  LaneJob job{.settings = step.world.settings,
              .account = index,
              .pacer = account.pacer,
              .probe = account.paused.has_value(),
              .preview = ticket.id,
              .trace = TraceId::make(step.random)};
  for (const std::size_t record : records) {
    const Track& track = step.world.tracks[record];
    job.records.push_back({.record = record,
                           .desired = desired_of(step, record),
                           .zone = track.zone,
                           .published = track.published,
                           .unknown = !step.capabilities(track).can_read && (track.unsure || !track.published)});
  }
  account.busy = true;
  ++ticket.open;
  step.out.jobs.emplace_back(std::move(job));
}

}  // namespace

void on_plan_asked(Step& step, const PlanAsked& asked) {
  PlanTicket ticket{.id = asked.ticket};
  ticket.round = begin_round(step, events::Trigger::request, all_watches(step.world));
  for (std::size_t i = 0; i < step.world.accounts.size(); ++i) ticket.waiting.push_back(i);
  step.world.plans.push_back(std::move(ticket));
}

void on_preview_done(Step& step, PreviewDone&& done) {
  step.world.accounts[done.account].busy = false;
  for (PlanTicket& ticket : step.world.plans) {
    if (ticket.id != done.ticket) continue;
    --ticket.open;
    for (plan::Plan& plan : done.plans) {
      ticket.report.plans.push_back({.account = step.account(done.account).id, .plan = std::move(plan)});
    }
    for (auto& failure : done.failures) ticket.report.failures.push_back(std::move(failure));
  }
}

void schedule_previews(Step& step) {
  for (PlanTicket& ticket : step.world.plans) {
    if (ticket.round && step.world.rounds.contains(*ticket.round)) continue;
    if (ticket.round) report_unknown(step, ticket);
    ticket.round.reset();
    if (step.world.next_settings) continue;
    std::erase_if(ticket.waiting, [&](std::size_t account) {
      if (step.world.accounts[account].busy) return false;
      start_preview(step, ticket, account);
      return true;
    });
  }
  std::erase_if(step.world.plans, [&](PlanTicket& ticket) {
    if (ticket.round || !ticket.waiting.empty() || ticket.open > 0) return false;
    step.out.plans.emplace_back(ticket.id, std::move(ticket.report));
    return true;
  });
}

}  // namespace ddns::engine
