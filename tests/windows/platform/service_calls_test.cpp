// The very calls that reach the service manager: order, rights, levels and structures byte for byte, as the
// documentation of Windows has them. That the decisions above them are right is tested everywhere
// (windows_service_test.cpp).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../../../modules/platform/src/windows/wide.h"
#include "ddns/platform/paths.h"
#include "ddns/platform/service_setup.h"
#include "service_calls_fake.h"

namespace ddns::platform::test {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;

// Rights, as numbers: query config 1, change config 2, query status 4, start 16, stop 32, DELETE 65536.
constexpr const char* open_to_change = "OpenServiceW manager ddns-sidecar 23";
constexpr const char* open_to_start = "OpenServiceW manager ddns-sidecar 21";
constexpr const char* open_to_stop = "OpenServiceW manager ddns-sidecar 37";
constexpr const char* open_to_remove = "OpenServiceW manager ddns-sidecar 65573";
// SC_MANAGER_CONNECT 1, SC_MANAGER_CREATE_SERVICE 2: less than "all access" is asked for.
constexpr const char* manager_to_look = "OpenSCManagerW 1";
constexpr const char* manager_to_create = "OpenSCManagerW 3";
constexpr const char* query = "QueryServiceStatusEx service 0";

class ServiceCallsTest : public ::testing::Test {
 protected:
  ServiceCallsTest() { seen = {}; }
  static ServicePlan plan() {
    return {.name = "ddns-sidecar",
            .display_name = "Dynamisches DNS für alle",
            .description = "Hält Einträge wahr",
            .program = from_utf8("C:\\Größe\\x.exe"),
            .arguments = {"service", "run"}};
  }
  static SERVICE_STATUS_PROCESS state(DWORD phase, DWORD exit_code = 0, DWORD service_code = 0) {
    SERVICE_STATUS_PROCESS status{};
    status.dwCurrentState = phase;
    status.dwWin32ExitCode = exit_code;
    status.dwServiceSpecificExitCode = service_code;
    status.dwProcessId = 4711;
    return status;
  }
  static void no_pause(std::chrono::milliseconds) {}

  std::unique_ptr<ServiceFunctions> functions = fake_functions();
  const ServiceFunctions::Handle in_manager = reinterpret_cast<ServiceFunctions::Handle>(manager);
  const ServiceFunctions::Handle in_service = reinterpret_cast<ServiceFunctions::Handle>(service);
  const ServiceRegistration registration{.name = "ddns-sidecar",
                                         .display_name = "Dynamisches DNS für alle",
                                         .command_line = R"("C:\Größe\x.exe" service run)",
                                         .account = "NT AUTHORITY\\LocalService"};
};

TEST_F(ServiceCallsTest, installs_by_these_calls_and_no_other) {
  const auto warnings = install_service(*functions, plan());
  ASSERT_TRUE(warnings) << warnings.error().message;
  EXPECT_THAT(*warnings, IsEmpty());
  EXPECT_THAT(seen.order, ElementsAre(manager_to_create, "CreateServiceW manager", "ChangeServiceConfig2W service 1",
                                      "ChangeServiceConfig2W service 2", "ChangeServiceConfig2W service 4",
                                      "ChangeServiceConfig2W service 3", "ChangeServiceConfig2W service 5",
                                      "ChangeServiceConfig2W service 7", "CloseServiceHandle service",
                                      "CloseServiceHandle manager"));
}

TEST_F(ServiceCallsTest, installs_over_a_service_that_is_there) {
  seen.errors["CreateServiceW"] = ERROR_SERVICE_EXISTS;
  ASSERT_TRUE(install_service(*functions, plan()));
  EXPECT_THAT(seen.order,
              ElementsAre(manager_to_create, "CreateServiceW manager", open_to_change, "ChangeServiceConfigW service",
                          "ChangeServiceConfig2W service 1", "ChangeServiceConfig2W service 2",
                          "ChangeServiceConfig2W service 4", "ChangeServiceConfig2W service 3",
                          "ChangeServiceConfig2W service 5", "ChangeServiceConfig2W service 7",
                          "CloseServiceHandle service", "CloseServiceHandle manager"));
}

TEST_F(ServiceCallsTest, creates_a_process_of_its_own_that_starts_with_windows) {
  ASSERT_TRUE(functions->create(in_manager, registration));
  ASSERT_EQ(seen.created.size(), 1U);
  const Registered& made = seen.created.front();
  EXPECT_EQ(made.name, "ddns-sidecar");
  EXPECT_EQ(made.display_name, registration.display_name);
  EXPECT_EQ(made.command_line, registration.command_line);
  EXPECT_EQ(made.account, registration.account);
  EXPECT_EQ(made.type, 0x10U) << "SERVICE_WIN32_OWN_PROCESS";
  EXPECT_EQ(made.start, 2U) << "SERVICE_AUTO_START";
  EXPECT_EQ(made.error_control, 1U) << "SERVICE_ERROR_NORMAL";
  EXPECT_EQ(made.access, 0x17U)
      << "look, SERVICE_CHANGE_CONFIG for the options, SERVICE_START for actions that restart";
  EXPECT_EQ(made.password_text, "") << "LocalService has an empty password";
}

TEST_F(ServiceCallsTest, starts_by_hand_when_told_so) {
  ServiceRegistration manual = registration;
  manual.automatic = false;
  ASSERT_TRUE(functions->create(in_manager, manual));
  ASSERT_TRUE(functions->change(in_service, manual));
  EXPECT_EQ(seen.created.at(0).start, 3U) << "SERVICE_DEMAND_START";
  EXPECT_EQ(seen.changed.at(0).start, 3U);
}

TEST_F(ServiceCallsTest, says_the_password_of_each_account) {
  ServiceRegistration other = registration;
  for (const char* account : {"LocalSystem", "NT AUTHORITY\\LocalService", "NT SERVICE\\ddns-sidecar", ""}) {
    other.account = account;
    ASSERT_TRUE(functions->change(in_service, other));
  }
  std::vector<std::pair<std::string, std::string>> said;
  for (const auto& changed : seen.changed) said.emplace_back(changed.account, changed.password_text);
  EXPECT_THAT(said, ElementsAre(std::pair("LocalSystem", ""), std::pair("NT AUTHORITY\\LocalService", ""),
                                std::pair("NT SERVICE\\ddns-sidecar", "(null)"), std::pair("(null)", "(null)")))
      << "an account that is not named stays, and with it its password";
}

TEST_F(ServiceCallsTest, changes_what_is_registered) {
  ASSERT_TRUE(functions->change(in_service, registration));
  ASSERT_EQ(seen.changed.size(), 1U);
  const Registered& changed = seen.changed.front();
  EXPECT_EQ(changed.command_line, registration.command_line);
  EXPECT_EQ(changed.display_name, registration.display_name);
  EXPECT_EQ(changed.type, 0x10U);
  EXPECT_EQ(changed.start, 2U);
  EXPECT_EQ(changed.error_control, 1U);
}

TEST_F(ServiceCallsTest, gives_every_option_its_structure_byte_for_byte) {
  ASSERT_TRUE(install_service(*functions, plan()));
  EXPECT_EQ(seen.description, "Hält Einträge wahr");
  // SERVICE_FAILURE_ACTIONSW: reset period 86,400 s (0x15180), four bytes of padding, no message, no command, three
  // actions, padding, and their address, which the stand-in takes out.
  Bytes expected(40, 0);
  expected[0] = 0x80;
  expected[1] = 0x51;
  expected[2] = 0x01;
  expected[24] = 3;
  EXPECT_EQ(seen.structures.at(2), expected);
  // SC_ACTION three times: SC_ACTION_RESTART (1) and the delay in milliseconds: 5,000, 30,000, 300,000.
  EXPECT_EQ(seen.actions, (Bytes{1, 0, 0, 0, 0x88, 0x13, 0,    0,  //
                                 1, 0, 0, 0, 0x30, 0x75, 0,    0,  //
                                 1, 0, 0, 0, 0xE0, 0x93, 0x04, 0}));
  EXPECT_EQ(seen.structures.at(4), (Bytes{1, 0, 0, 0})) << "failure actions flag";
  EXPECT_EQ(seen.structures.at(3), (Bytes{1, 0, 0, 0})) << "delayed automatic start";
  EXPECT_EQ(seen.structures.at(5), (Bytes{1, 0, 0, 0})) << "SERVICE_SID_TYPE_UNRESTRICTED";
  EXPECT_EQ(seen.structures.at(7), (Bytes{0x20, 0x4E, 0, 0})) << "preshutdown: 20,000 ms";
}

TEST_F(ServiceCallsTest, switches_options_off) {
  ASSERT_TRUE(functions->change(in_service, FailureActionsOnErrors{false}));
  ASSERT_TRUE(functions->change(in_service, DelayedAutoStart{false}));
  EXPECT_EQ(seen.structures.at(4), (Bytes{0, 0, 0, 0}));
  EXPECT_EQ(seen.structures.at(3), (Bytes{0, 0, 0, 0}));
}

TEST_F(ServiceCallsTest, warns_of_each_level_that_the_system_does_not_know_and_goes_on) {
  for (const char* level : {"2", "3", "4", "5"}) {
    seen.errors[std::string("ChangeServiceConfig2W ") + level] = ERROR_INVALID_LEVEL;
  }
  const auto warnings = install_service(*functions, plan());
  ASSERT_TRUE(warnings) << warnings.error().message;
  EXPECT_THAT(*warnings,
              ElementsAre(HasSubstr("failure actions could not be set"),
                          HasSubstr("failure actions after errors could not be set"),
                          HasSubstr("delayed autostart could not be set"), HasSubstr("service SID could not be set")));
  EXPECT_THAT(seen.structures, ElementsAre(Key(1), Key(2), Key(3), Key(4), Key(5), Key(7)));
  EXPECT_EQ(seen.order.back(), "CloseServiceHandle manager");
}

TEST_F(ServiceCallsTest, gives_each_error_of_the_system_its_reason) {
  const std::vector<std::pair<DWORD, Reason>> expected{
      {ERROR_ACCESS_DENIED, Reason::auth},          {ERROR_SERVICE_DOES_NOT_EXIST, Reason::not_found},
      {ERROR_SERVICE_EXISTS, Reason::conflict},     {ERROR_DUPLICATE_SERVICE_NAME, Reason::conflict},
      {ERROR_INVALID_LEVEL, Reason::rejected},      {ERROR_INVALID_PARAMETER, Reason::rejected},
      {ERROR_NOT_SUPPORTED, Reason::rejected},      {ERROR_CALL_NOT_IMPLEMENTED, Reason::rejected},
      {ERROR_SERVICE_MARKED_FOR_DELETE, Reason::io}};
  for (const auto& [code, reason] : expected) {
    seen.errors["CreateServiceW"] = code;
    const auto made = functions->create(in_manager, registration);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().reason, reason) << code;
    EXPECT_EQ(made.error().service_code, std::to_string(code));
  }
}

TEST_F(ServiceCallsTest, says_what_to_do_about_missing_rights_and_a_half_removed_service) {
  seen.errors["OpenSCManagerW"] = ERROR_ACCESS_DENIED;
  const auto denied = install_service(*functions, plan());
  ASSERT_FALSE(denied);
  EXPECT_THAT(denied.error().message, HasSubstr("run it as administrator"));
  EXPECT_THAT(seen.order, ElementsAre(manager_to_create));
  seen = {};
  seen.errors["CreateServiceW"] = ERROR_SERVICE_MARKED_FOR_DELETE;
  const auto marked = install_service(*functions, plan());
  ASSERT_FALSE(marked);
  EXPECT_THAT(marked.error().message, HasSubstr("close the Services window"));
  EXPECT_THAT(seen.order, ElementsAre(manager_to_create, "CreateServiceW manager", "CloseServiceHandle manager"));
}

TEST_F(ServiceCallsTest, starts_without_arguments_and_waits_until_it_runs) {
  seen.states = {state(SERVICE_STOPPED), state(SERVICE_START_PENDING), state(SERVICE_RUNNING)};
  ASSERT_TRUE(start_service(*functions, "ddns-sidecar", no_pause));
  EXPECT_THAT(seen.order, ElementsAre(manager_to_look, open_to_start, query, "StartServiceW service", query, query,
                                      "CloseServiceHandle service", "CloseServiceHandle manager"));
}

TEST_F(ServiceCallsTest, takes_a_start_by_somebody_else_for_its_own) {
  seen.errors["StartServiceW"] = ERROR_SERVICE_ALREADY_RUNNING;
  seen.states = {state(SERVICE_STOPPED), state(SERVICE_RUNNING)};
  EXPECT_TRUE(start_service(*functions, "ddns-sidecar", no_pause));
}

TEST_F(ServiceCallsTest, stops_by_the_control_and_waits_until_it_has_stopped) {
  seen.states = {state(SERVICE_RUNNING), state(SERVICE_STOP_PENDING), state(SERVICE_STOPPED)};
  ASSERT_TRUE(stop_service(*functions, "ddns-sidecar", no_pause));
  EXPECT_THAT(seen.order, ElementsAre(manager_to_look, open_to_stop, query, "ControlService service 1", query, query,
                                      "CloseServiceHandle service", "CloseServiceHandle manager"))
      << "1 is SERVICE_CONTROL_STOP";
}

TEST_F(ServiceCallsTest, removes_after_it_has_stopped) {
  seen.states = {state(SERVICE_RUNNING), state(SERVICE_STOP_PENDING), state(SERVICE_STOPPED)};
  ASSERT_TRUE(uninstall_service(*functions, "ddns-sidecar", no_pause));
  EXPECT_THAT(seen.order,
              ElementsAre(manager_to_look, open_to_remove, query, "ControlService service 1", query, query,
                          "DeleteService service", "CloseServiceHandle service", "CloseServiceHandle manager"));
}

TEST_F(ServiceCallsTest, reads_each_state) {
  const std::vector<std::pair<DWORD, ServicePhase>> expected{{SERVICE_STOPPED, ServicePhase::stopped},
                                                             {SERVICE_START_PENDING, ServicePhase::starting},
                                                             {SERVICE_STOP_PENDING, ServicePhase::stopping},
                                                             {SERVICE_RUNNING, ServicePhase::running},
                                                             {SERVICE_PAUSED, ServicePhase::other}};
  for (const auto& [code, phase] : expected) {
    seen.states = {state(code, 1066, 3)};
    const auto read = functions->query(in_service);
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, (ServiceState{.phase = phase, .exit_code = 1066, .service_code = 3, .process = 4711}));
  }
}

TEST_F(ServiceCallsTest, reads_a_registration) {
  std::wstring line = to_wide(R"("C:\Größe\x.exe" service run)");
  std::wstring account = L"LocalSystem";
  std::wstring display_name = L"DDNS";
  seen.answer.dwStartType = SERVICE_DEMAND_START;
  seen.answer.lpBinaryPathName = line.data();
  seen.answer.lpServiceStartName = account.data();
  seen.answer.lpDisplayName = display_name.data();
  const auto read = functions->registration(in_service);
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, (ServiceRegistration{.display_name = "DDNS",
                                        .command_line = R"("C:\Größe\x.exe" service run)",
                                        .account = "LocalSystem",
                                        .automatic = false}));
}

}  // namespace
}  // namespace ddns::platform::test
