#include "simulation.h"

#include <gtest/gtest.h>

namespace ddns::test {

using engine::Job;

Simulation::Simulation()
    : dns([this](const RecordKey& key, const dns::Server&) { return published(key); }),
      environment_{.clock = clock,
                   .random = random,
                   .http = http,
                   .dns = dns,
                   .store = store,
                   .sink = sink,
                   .system_resolvers = [] { return std::vector{NameServers::resolver()}; },
                   .mask = [this](std::string text) { return mask ? mask(std::move(text)) : text; }},
      journal_(environment_),
      waiter_(clock) {}

Simulation::~Simulation() = default;

AddressSet Simulation::published(const RecordKey& key) const {
  for (const auto& [id, provider] : providers_) {
    if (auto addresses = provider->at(key); !addresses.empty()) return addresses;
  }
  return {};
}

FakeProvider& Simulation::add_account(const std::string& id, const plan::Capabilities& capabilities) {
  auto provider = std::make_shared<FakeProvider>(capabilities);
  providers_[id] = provider;
  engine::AccountSettings account{.id = id, .provider_id = "fake", .provider = provider, .fingerprint = "f-" + id};
  settings.accounts.push_back(std::move(account));
  return *provider;
}

FakeSource& Simulation::add_source(const std::string& id, bool event_backed) {
  auto source = std::make_shared<FakeSource>(event_backed);
  sources_[id] = source;
  engine::SourceSettings made{.id = id, .type = "fake", .source = source};
  made.admission.allow_private = true;
  made.admission.allow = {Prefix::parse("198.51.100.0/24").value(), Prefix::parse("2a01:db8::/32").value(),
                          Prefix::parse("10.0.0.0/8").value()};
  settings.sources.push_back(std::move(made));
  return *source;
}

engine::RecordSettings& Simulation::add_record(std::string_view name, const std::string& account,
                                               const std::string& source, RecordType type) {
  engine::RecordSettings record;
  record.target.key = key_of(name, type);
  record.account = account;
  record.source = source;
  settings.records.push_back(std::move(record));
  return settings.records.back();
}

void Simulation::simple(std::string_view name, const plan::Capabilities& capabilities) {
  add_account("acc", capabilities).add_zone("example.com");
  dns.add_zone("example.com");
  add_source("wan").say({"10.0.0.1"});
  add_record(name);
}

void Simulation::start() {
  authorities_ = std::make_unique<engine::Authorities>();
  engine_ = std::make_unique<engine::Engine>(std::make_shared<const engine::Settings>(settings), random);
  post(journal_.load(settings));
  settle();
}

void Simulation::restart() {
  inbox_.clear();
  held_.clear();
  start();
}

void Simulation::reload() { post(engine::NewSettings{std::make_shared<const engine::Settings>(settings)}); }

void Simulation::step() {
  std::vector<engine::Message> messages;
  {
    const std::lock_guard lock(inbox_mutex_);
    messages.swap(inbox_);
  }
  auto result = engine_->step({clock.steady(), clock.wall()}, std::move(messages));
  next_due_ = result.next_due;
  for (const auto& event : result.events) sink.publish(event);
  for (auto& [ticket, report] : result.updates) updates_[ticket] = std::move(report);
  for (auto& [ticket, report] : result.plans) plans_[ticket] = std::move(report);
  if (result.network_changed) {
    http.network_changed();
    authorities_->forget();
  }
  for (auto& job : result.jobs) {
    if (hold_jobs) {
      held_.push_back(std::move(job));
    } else {
      run(job);
    }
  }
}

void Simulation::run(const Job& job) {
  const auto post_one = [this](engine::Message message) {
    const std::lock_guard lock(inbox_mutex_);
    inbox_.push_back(std::move(message));
  };
  post_one(engine::run_job(job, {.environment = environment_,
                                 .journal = journal_,
                                 .waiter = waiter_,
                                 .authorities = *authorities_,
                                 .post = post_one}));
}

void Simulation::release() {
  hold_jobs = false;
  for (const Job& job : std::exchange(held_, {})) run(job);
  settle();
}

void Simulation::run_for(std::chrono::milliseconds span) {
  const SteadyTime end = clock.steady() + span;
  unsigned steps = 0;
  const auto work = [&] {
    do {
      step();
      if (++steps > 1'000'000) {
        ADD_FAILURE() << "the engine never comes to rest";
        return false;
      }
    } while (!inbox_.empty());
    return true;
  };
  while (work() && next_due_ <= end) {
    if (next_due_ > clock.steady()) {
      ++wakeups;
      clock.advance(next_due_ - clock.steady());
    }
  }
  if (end > clock.steady()) clock.advance(end - clock.steady());
}

engine::UpdateReport Simulation::update(engine::UpdateRequest request, std::chrono::milliseconds patience) {
  const engine::Ticket ticket = ++last_ticket_;
  post(engine::UpdateAsked{ticket, std::move(request)});
  settle();
  const SteadyTime end = clock.steady() + patience;
  while (!updates_.contains(ticket) && clock.steady() < end) run_for(100ms);
  EXPECT_TRUE(updates_.contains(ticket)) << "the request was not answered";
  return updates_[ticket];
}

std::optional<engine::UpdateReport> Simulation::answer(engine::Ticket ticket) const {
  const auto found = updates_.find(ticket);
  if (found == updates_.end()) return std::nullopt;
  return found->second;
}

std::optional<engine::PlanReport> Simulation::preview(engine::Ticket ticket) const {
  const auto found = plans_.find(ticket);
  if (found == plans_.end()) return std::nullopt;
  return found->second;
}

engine::PlanReport Simulation::plan() {
  const engine::Ticket ticket = ++last_ticket_;
  post(engine::PlanAsked{ticket});
  settle();
  EXPECT_TRUE(plans_.contains(ticket)) << "the preview was not answered";
  return plans_[ticket];
}

}  // namespace ddns::test
