#include "engine.h"

#include <algorithm>
#include <utility>

#include "accounts.h"
#include "detection.h"
#include "proofs.h"
#include "records.h"
#include "refresh.h"
#include "reload.h"
#include "requests.h"

namespace ddns::engine {
namespace {

/// One overload per message.
class Handler {
 public:
  explicit Handler(Step& step) : step_(step) {}

  void operator()(Loaded&& loaded) { on_loaded(step_, std::move(loaded)); }
  void operator()(const Noticed& noticed) { on_notice(step_, noticed.notice); }
  void operator()(UpdateAsked&& asked) { on_update_asked(step_, std::move(asked)); }
  void operator()(const PlanAsked& asked) { on_plan_asked(step_, asked); }
  void operator()(const PauseAsked& asked) {
    if (std::exchange(step_.world.paused, asked.paused) == asked.paused) return;
    step_.emit({}, events::PauseChanged{asked.paused});
  }
  void operator()(NewSettings&& fresh) {
    step_.world.next_settings = std::move(fresh.settings);
    step_.world.cut_off_at = step_.now.steady + reload_patience;
    step_.out.wind_down = true;
  }
  void operator()(SourceAnswered&& answer) { on_answer(step_, std::move(answer)); }
  void operator()(RecordsDone&& done) {
    const double jitter = step_.random.unit();
    for (RecordResult& result : done.results) on_result(step_, std::move(result), jitter);
  }
  void operator()(LaneDone&& done) { on_lane_done(step_, std::move(done)); }
  void operator()(PreviewDone&& done) { on_preview_done(step_, std::move(done)); }
  void operator()(ChecksDone&& done) { on_checks_done(step_, std::move(done)); }
  void operator()(const JournalDone&) { step_.world.journal_busy = false; }

 private:
  Step& step_;
};

void schedule_journal(Step& step) {
  if (step.world.journal_busy || step.world.journal.empty()) return;
  step.world.journal_busy = true;
  step.out.jobs.emplace_back(JournalJob{std::exchange(step.world.journal, {})});
}

}  // namespace

Engine::Engine(std::shared_ptr<const Settings> settings, Random& random)
    : world_(make_world(std::move(settings))), random_(random) {}

StepResult Engine::step(Moment now, std::vector<Message> inbox) {
  Step step{world_, now, random_};
  for (Message& message : inbox) std::visit(Handler(step), std::move(message));
  if (!world_.loaded) return std::move(step.out);
  swap_settings(step);
  begin_due_rounds(step);
  schedule_checks(step);
  schedule_previews(step);
  schedule_refreshes(step);
  schedule_lanes(step);
  end_idle_pauses(step);
  answer_requests(step);
  schedule_journal(step);
  return std::move(step.out);
}

StepResult Engine::finish(Moment now, std::vector<Message> inbox) {
  Step step{world_, now, random_};
  Step unheard{world_, now, random_};
  for (Message& message : inbox) {
    if (std::holds_alternative<RecordsDone>(message) || std::holds_alternative<LaneDone>(message)) {
      std::visit(Handler(step), std::move(message));
    } else if (std::holds_alternative<UpdateAsked>(message) || std::holds_alternative<PlanAsked>(message)) {
      std::visit(Handler(unheard), std::move(message));
    }
  }
  answer_requests(step);
  cancel_requests(step, "the program is stopping");
  if (!world_.journal.empty()) step.out.jobs.emplace_back(JournalJob{std::exchange(world_.journal, {})});
  return std::move(step.out);
}

}  // namespace ddns::engine
