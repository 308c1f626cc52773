// What is asked of the service control manager, call by call: on Windows some of it cannot be read back, and Wine
// refuses some of it, so this is where order, levels and arguments are held.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <map>

#include "ddns/core/text.h"
#include "ddns/platform/paths.h"
#include "ddns/platform/service_setup.h"

namespace ddns::platform {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string words(ServiceAccess access) {
  constexpr const char* names[] = {"look", "start", "stop", "change", "remove"};
  return names[static_cast<int>(access)];
}

struct OptionText {
  std::string operator()(const ServiceDescription& option) const { return cat("1 description ", option.text); }
  std::string operator()(const FailureActions& option) const {
    std::string text = cat("2 failure actions, reset after ", option.reset_after.count(), " s, restart after");
    for (const auto pause : option.restart_after) text += cat(" ", pause.count());
    return text;
  }
  std::string operator()(const FailureActionsOnErrors& option) const {
    return cat("4 failure actions flag ", option.enabled ? 1 : 0);
  }
  std::string operator()(const DelayedAutoStart& option) const {
    return cat("3 delayed auto start ", option.enabled ? 1 : 0);
  }
  std::string operator()(const ServiceSid&) const { return "5 SID unrestricted"; }
  std::string operator()(const PreshutdownTime& option) const {
    return cat("7 preshutdown ", option.most.count(), " ms");
  }
};

/// Writes down every call; answers what it was told to.
class FakeFunctions final : public ServiceFunctions {
 public:
  std::vector<std::string> calls;
  std::map<std::string, Error> errors;  ///< by the first word of a call
  std::deque<ServiceState> states;      ///< of one query after the other; the last one stays
  ServiceRegistration registered;
  int open_handles = 0;

  Result<Handle> open_manager(ManagerAccess access) override {
    return opened(cat("manager ", access == ManagerAccess::create ? "create" : "look"), 1);
  }
  Result<Handle> create(Handle manager, const ServiceRegistration& in) override {
    EXPECT_EQ(manager, 1U);
    return opened(cat("create ", in.name, " | ", in.display_name, " | ", in.command_line, " | ", in.account), 2);
  }
  Result<Handle> open(Handle manager, const std::string& name, ServiceAccess access) override {
    EXPECT_EQ(manager, 1U);
    return opened(cat("open ", name, " ", words(access)), 2);
  }
  Status change(Handle service, const ServiceRegistration& in) override {
    return call(service, cat("change ", in.command_line, " | ", in.account, in.automatic ? "" : " | by hand"));
  }
  Status change(Handle service, const ServiceOption& option) override {
    return call(service, std::visit(OptionText{}, option));
  }
  Status start(Handle service) override { return call(service, "start"); }
  Status stop(Handle service) override { return call(service, "stop"); }
  Status remove(Handle service) override { return call(service, "remove"); }
  Result<ServiceState> query(Handle service) override {
    if (auto called = call(service, "query"); !called) return fail(called.error());
    const ServiceState state = states.front();
    if (states.size() > 1) states.pop_front();
    return state;
  }
  Result<ServiceRegistration> registration(Handle service) override {
    if (auto called = call(service, "registration"); !called) return fail(called.error());
    return registered;
  }
  void close(Handle) noexcept override { --open_handles; }

 private:
  Status call(Handle service, std::string text) {
    EXPECT_EQ(service, 2U);
    return note(std::move(text));
  }
  Status note(std::string text) {
    calls.push_back(text);
    const auto error = errors.find(text.substr(0, text.find(' ')));
    if (error != errors.end()) return fail(error->second);
    return {};
  }
  Result<Handle> opened(std::string text, Handle handle) {
    if (auto noted = note(std::move(text)); !noted) return fail(noted.error());
    ++open_handles;
    return handle;
  }
};

ServicePlan plan_for(ServiceAccount account = ServiceAccount::local_service) {
  return {.name = "ddns-sidecar",
          .display_name = "Dynamic DNS",
          .description = "Keeps records true",
          .program = from_utf8("C:\\Program Files\\ddns sidecar\\ddns-sidecar.exe"),
          .arguments = {"service", "run", "-c", "D:\\Büro config\\config.yaml"},
          .account = account};
}

constexpr const char* command_text =
    R"("C:\Program Files\ddns sidecar\ddns-sidecar.exe" service run -c "D:\Büro config\config.yaml")";

ServiceState in(ServicePhase phase) { return {.phase = phase}; }

struct Pauses {
  int count = 0;
  Pause pause = [this](std::chrono::milliseconds) { ++count; };
};

TEST(InstallService, registers_and_sets_every_option_in_order) {
  FakeFunctions fake;
  const auto warnings = install_service(fake, plan_for());
  ASSERT_TRUE(warnings) << warnings.error().message;
  EXPECT_THAT(*warnings, IsEmpty());
  EXPECT_THAT(fake.calls,
              ElementsAre("manager create",
                          cat("create ddns-sidecar | Dynamic DNS | ", command_text, " | NT AUTHORITY\\LocalService"),
                          "1 description Keeps records true",
                          "2 failure actions, reset after 86400 s, restart after 5 30 300", "4 failure actions flag 1",
                          "3 delayed auto start 1", "5 SID unrestricted", "7 preshutdown 20000 ms"));
  EXPECT_EQ(fake.open_handles, 0);
}

TEST(InstallService, quotes_the_program_even_without_spaces) {
  auto plan = plan_for();
  plan.program = from_utf8("C:\\tools\\ddns-sidecar.exe");
  plan.arguments = {"service", "run"};
  EXPECT_EQ(service_command_line(plan), R"("C:\tools\ddns-sidecar.exe" service run)");
}

TEST(InstallService, names_the_accounts_as_windows_does) {
  EXPECT_EQ(account_name(ServiceAccount::local_service, "ddns-sidecar"), "NT AUTHORITY\\LocalService");
  EXPECT_EQ(account_name(ServiceAccount::virtual_account, "ddns-sidecar"), "NT SERVICE\\ddns-sidecar");
  EXPECT_EQ(account_name(ServiceAccount::local_system, "ddns-sidecar"), "LocalSystem");
}

TEST(InstallService, changes_a_registration_that_is_there) {
  FakeFunctions fake;
  fake.errors["create"] = {.reason = Reason::conflict, .message = "exists", .service_code = "1073"};
  ASSERT_TRUE(install_service(fake, plan_for(ServiceAccount::virtual_account)));
  ASSERT_GE(fake.calls.size(), 4U);
  EXPECT_EQ(fake.calls[2], "open ddns-sidecar change");
  EXPECT_EQ(fake.calls[3], cat("change ", command_text, " | NT SERVICE\\ddns-sidecar"));
  EXPECT_EQ(fake.calls.back(), "7 preshutdown 20000 ms");
  EXPECT_EQ(fake.open_handles, 0);
}

TEST(InstallService, makes_warnings_of_options_that_the_system_does_not_know) {
  FakeFunctions fake;
  for (const char* level : {"2", "3", "4", "5"}) {
    fake.errors[level] = {.reason = Reason::rejected, .message = "level not known", .service_code = "124"};
  }
  const auto warnings = install_service(fake, plan_for());
  ASSERT_TRUE(warnings);
  EXPECT_THAT(*warnings, ElementsAre(HasSubstr("failure actions could"), HasSubstr("failure actions after errors"),
                                     HasSubstr("delayed autostart"), HasSubstr("service SID")));
  EXPECT_EQ(fake.calls.back(), "7 preshutdown 20000 ms") << "the later options are tried all the same";
}

TEST(InstallService, stops_where_the_rights_are_missing) {
  FakeFunctions fake;
  fake.errors["manager"] = {.reason = Reason::auth, .message = "run it as administrator", .service_code = "5"};
  const auto done = install_service(fake, plan_for());
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().reason, Reason::auth);
  EXPECT_THAT(fake.calls, ElementsAre("manager create"));
}

TEST(InstallService, closes_what_it_opened_when_the_change_fails) {
  FakeFunctions fake;
  fake.errors["create"] = {.reason = Reason::conflict, .message = "exists"};
  fake.errors["change"] = {.reason = Reason::auth, .message = "denied"};
  EXPECT_FALSE(install_service(fake, plan_for()));
  EXPECT_EQ(fake.open_handles, 0);
}

TEST(InstallService, leaves_a_start_by_hand_undelayed) {
  FakeFunctions fake;
  auto plan = plan_for();
  plan.automatic = false;
  ASSERT_TRUE(install_service(fake, plan));
  EXPECT_THAT(fake.calls, ::testing::Not(::testing::Contains(HasSubstr("delayed"))));
  EXPECT_EQ(fake.calls.back(), "7 preshutdown 20000 ms");
}

TEST(KeepService, leaves_what_an_administrator_chose_and_brings_new_options) {
  FakeFunctions fake;
  fake.registered = {
      .command_line = R"("c:\program files\DDNS sidecar\ddns-sidecar.exe" service run -c D:\mine.yaml -f 1h)",
      .account = "LocalSystem",
      .automatic = false};
  const auto warnings = keep_service(fake, plan_for());
  ASSERT_TRUE(warnings);
  EXPECT_THAT(*warnings, IsEmpty());
  EXPECT_THAT(fake.calls, ElementsAre("manager look", "open ddns-sidecar change", "registration",
                                      "1 description Keeps records true",
                                      "2 failure actions, reset after 86400 s, restart after 5 30 300",
                                      "4 failure actions flag 1", "5 SID unrestricted", "7 preshutdown 20000 ms"))
      << "neither the command line nor the start is touched";
  EXPECT_EQ(fake.open_handles, 0);
}

TEST(KeepService, follows_the_program_to_another_folder) {
  FakeFunctions fake;
  fake.registered = {.command_line = R"(D:\old place\ddns-sidecar.exe service run -c "D:\my config.yaml")",
                     .account = "LocalSystem",
                     .automatic = false};
  ASSERT_TRUE(keep_service(fake, plan_for()));
  ASSERT_GE(fake.calls.size(), 4U);
  EXPECT_EQ(
      fake.calls[3],
      R"(change "C:\Program Files\ddns sidecar\ddns-sidecar.exe" service run -c "D:\my config.yaml" |  | by hand)")
      << "an empty account leaves the one that is there";
}

TEST(KeepService, takes_a_wrapper_s_place) {
  FakeFunctions fake;
  fake.registered = {.command_line = R"(C:\tools\nssm.exe)", .account = "LocalSystem"};
  ASSERT_TRUE(keep_service(fake, plan_for()));
  ASSERT_GE(fake.calls.size(), 4U);
  EXPECT_EQ(fake.calls[3], cat("change ", command_text, " | NT AUTHORITY\\LocalService"));
}

TEST(RegisteredServiceOf, takes_the_command_line_apart) {
  FakeFunctions fake;
  fake.registered = {.command_line = command_text, .account = "LocalSystem"};
  const auto there = registered_service(fake, "ddns-sidecar");
  ASSERT_TRUE(there);
  EXPECT_EQ(*there, (RegisteredService{.program = "C:\\Program Files\\ddns sidecar\\ddns-sidecar.exe",
                                       .arguments = {"service", "run", "-c", "D:\\Büro config\\config.yaml"},
                                       .account = "LocalSystem"}));
}

TEST(MayRegister, says_who_may) {
  FakeFunctions fake;
  EXPECT_TRUE(may_register(fake));
  EXPECT_EQ(fake.open_handles, 0);
  fake.errors["manager"] = {.reason = Reason::auth, .message = "run it as administrator", .service_code = "5"};
  EXPECT_FALSE(may_register(fake));
}

TEST(StartService, waits_until_it_runs) {
  FakeFunctions fake;
  fake.states = {in(ServicePhase::stopped), in(ServicePhase::starting), in(ServicePhase::starting),
                 in(ServicePhase::running)};
  Pauses pauses;
  ASSERT_TRUE(start_service(fake, "ddns-sidecar", pauses.pause));
  EXPECT_THAT(fake.calls,
              ElementsAre("manager look", "open ddns-sidecar start", "query", "start", "query", "query", "query"));
  EXPECT_EQ(pauses.count, 2);
  EXPECT_EQ(fake.open_handles, 0);
}

TEST(StartService, leaves_a_running_one_alone) {
  FakeFunctions fake;
  fake.states = {in(ServicePhase::running)};
  Pauses pauses;
  ASSERT_TRUE(start_service(fake, "ddns-sidecar", pauses.pause));
  EXPECT_THAT(fake.calls, ElementsAre("manager look", "open ddns-sidecar start", "query"));
}

TEST(StartService, names_the_exit_code_of_one_that_ended) {
  FakeFunctions fake;
  fake.states = {in(ServicePhase::stopped),
                 in(ServicePhase::starting),
                 {.phase = ServicePhase::stopped, .exit_code = 1066, .service_code = 3}};
  Pauses pauses;
  const auto started = start_service(fake, "ddns-sidecar", pauses.pause);
  ASSERT_FALSE(started);
  EXPECT_THAT(started.error().message, HasSubstr("exit code 3 (configuration)"));
}

TEST(StartService, gives_up_after_half_a_minute) {
  FakeFunctions fake;
  fake.states = {in(ServicePhase::stopped), in(ServicePhase::starting)};
  Pauses pauses;
  const auto started = start_service(fake, "ddns-sidecar", pauses.pause);
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().reason, Reason::timeout);
  EXPECT_EQ(pauses.count, 300);
}

TEST(StopService, believes_the_state_and_not_the_answer) {
  FakeFunctions fake;
  fake.states = {in(ServicePhase::running), in(ServicePhase::stopping), in(ServicePhase::stopping),
                 in(ServicePhase::stopped)};
  Pauses pauses;
  ASSERT_TRUE(stop_service(fake, "ddns-sidecar", pauses.pause));
  EXPECT_THAT(fake.calls,
              ElementsAre("manager look", "open ddns-sidecar stop", "query", "stop", "query", "query", "query"));
  EXPECT_EQ(pauses.count, 2);
}

TEST(StopService, takes_a_refusal_for_success_when_it_ended_meanwhile) {
  FakeFunctions fake;
  fake.errors["stop"] = {.reason = Reason::io, .message = "not active", .service_code = "1062"};
  fake.states = {in(ServicePhase::running), in(ServicePhase::stopped)};
  Pauses pauses;
  EXPECT_TRUE(stop_service(fake, "ddns-sidecar", pauses.pause));
}

TEST(StopService, says_that_it_hangs) {
  FakeFunctions fake;
  fake.states = {in(ServicePhase::running), in(ServicePhase::stopping)};
  Pauses pauses;
  const auto stopped = stop_service(fake, "ddns-sidecar", pauses.pause);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().reason, Reason::timeout);
  EXPECT_THAT(stopped.error().message, HasSubstr("still stopping"));
}

TEST(UninstallService, stops_first_and_waits) {
  FakeFunctions fake;
  fake.states = {in(ServicePhase::running), in(ServicePhase::stopping), in(ServicePhase::stopped)};
  Pauses pauses;
  ASSERT_TRUE(uninstall_service(fake, "ddns-sidecar", pauses.pause));
  EXPECT_THAT(fake.calls,
              ElementsAre("manager look", "open ddns-sidecar remove", "query", "stop", "query", "query", "remove"));
  EXPECT_EQ(fake.open_handles, 0);
}

TEST(UninstallService, removes_nothing_that_does_not_stop) {
  FakeFunctions fake;
  fake.states = {in(ServicePhase::running), in(ServicePhase::stopping)};
  Pauses pauses;
  EXPECT_FALSE(uninstall_service(fake, "ddns-sidecar", pauses.pause));
  EXPECT_EQ(fake.calls.back(), "query");
}

TEST(ServiceStateOf, passes_on_that_there_is_none) {
  FakeFunctions fake;
  fake.errors["open"] = {.reason = Reason::not_found, .message = "none", .service_code = "1060"};
  const auto state = service_state(fake, "ddns-sidecar");
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().reason, Reason::not_found);
  EXPECT_EQ(fake.open_handles, 0);
}

}  // namespace
}  // namespace ddns::platform
