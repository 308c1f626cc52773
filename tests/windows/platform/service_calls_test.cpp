// The very arguments of the service manager's calls: units, levels and structures, as the documentation of Windows has
// them. What is called in which order is tested everywhere (windows_service_test.cpp).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "../../../modules/platform/src/windows/service_calls.h"
#include "../../../modules/platform/src/windows/wide.h"
#include "ddns/platform/service_setup.h"

namespace ddns::platform {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

struct Registered {
  std::string name, display_name, command_line, account;
  DWORD access = 0, type = 0, start = 0, error_control = 0;
  std::string password_text = "none";
};

/// The calls have no argument of ours to carry it.
struct Seen {
  std::vector<Registered> created, changed;
  std::vector<std::pair<DWORD, std::vector<DWORD>>> options;  ///< the level and the structure, word by word
  std::vector<std::pair<DWORD, DWORD>> actions;               ///< of the failure actions: type and delay
  std::string description;
  QUERY_SERVICE_CONFIGW answer{};
};
Seen seen;

std::string text_of(const wchar_t* text) { return text == nullptr ? "(null)" : from_wide(text); }

const auto manager = reinterpret_cast<SC_HANDLE>(std::uintptr_t{1});
const auto service = reinterpret_cast<SC_HANDLE>(std::uintptr_t{2});

SC_HANDLE WINAPI create(SC_HANDLE in, LPCWSTR name, LPCWSTR display_name, DWORD access, DWORD type, DWORD start,
                        DWORD error_control, LPCWSTR command, LPCWSTR group, LPDWORD tag, LPCWSTR dependencies,
                        LPCWSTR account, LPCWSTR password) {
  EXPECT_EQ(in, manager);
  EXPECT_TRUE(group == nullptr && tag == nullptr && dependencies == nullptr);
  seen.created.push_back({.name = text_of(name),
                          .display_name = text_of(display_name),
                          .command_line = text_of(command),
                          .account = text_of(account),
                          .access = access,
                          .type = type,
                          .start = start,
                          .error_control = error_control,
                          .password_text = text_of(password)});
  return service;
}

BOOL WINAPI change(SC_HANDLE in, DWORD type, DWORD start, DWORD error_control, LPCWSTR command, LPCWSTR group,
                   LPDWORD tag, LPCWSTR dependencies, LPCWSTR account, LPCWSTR password, LPCWSTR display_name) {
  EXPECT_EQ(in, service);
  EXPECT_TRUE(group == nullptr && tag == nullptr && dependencies == nullptr);
  seen.changed.push_back({.display_name = text_of(display_name),
                          .command_line = text_of(command),
                          .account = text_of(account),
                          .type = type,
                          .start = start,
                          .error_control = error_control,
                          .password_text = text_of(password)});
  return TRUE;
}

std::vector<DWORD> words_of(const void* info, std::size_t count) {
  std::vector<DWORD> words(count);
  std::memcpy(words.data(), info, count * sizeof(DWORD));
  return words;
}

BOOL WINAPI change_option(SC_HANDLE in, DWORD level, LPVOID info) {
  EXPECT_EQ(in, service);
  if (level == SERVICE_CONFIG_DESCRIPTION) {
    seen.description = text_of(static_cast<SERVICE_DESCRIPTIONW*>(info)->lpDescription);
  } else if (level == SERVICE_CONFIG_FAILURE_ACTIONS) {
    const auto& actions = *static_cast<SERVICE_FAILURE_ACTIONSW*>(info);
    EXPECT_TRUE(actions.lpRebootMsg == nullptr && actions.lpCommand == nullptr);
    seen.options.emplace_back(level, std::vector<DWORD>{actions.dwResetPeriod, actions.cActions});
    for (DWORD i = 0; i < actions.cActions; ++i) {
      seen.actions.emplace_back(actions.lpsaActions[i].Type, actions.lpsaActions[i].Delay);
    }
  } else {
    // The structures of the other levels are one word long.
    seen.options.emplace_back(level, words_of(info, 1));
  }
  return TRUE;
}

BOOL WINAPI query_config(SC_HANDLE in, LPQUERY_SERVICE_CONFIGW config, DWORD size, LPDWORD needed) {
  EXPECT_EQ(in, service);
  EXPECT_GE(size, sizeof seen.answer);
  *config = seen.answer;
  *needed = sizeof seen.answer;
  return TRUE;
}

BOOL WINAPI close(SC_HANDLE) { return TRUE; }

class ServiceCallsTest : public ::testing::Test {
 protected:
  ServiceCallsTest() { seen = {}; }
  std::unique_ptr<ServiceFunctions> functions = service_functions_by({.create = create,
                                                                      .change = change,
                                                                      .change_option = change_option,
                                                                      .query_config = query_config,
                                                                      .close = close});
  const ServiceFunctions::Handle in_manager = reinterpret_cast<ServiceFunctions::Handle>(manager);
  const ServiceFunctions::Handle in_service = reinterpret_cast<ServiceFunctions::Handle>(service);
  const ServiceRegistration registration{.name = "ddns-sidecar",
                                         .display_name = "Dynamisches DNS für alle",
                                         .command_line = R"("C:\Größe\x.exe" service run)",
                                         .account = "NT AUTHORITY\\LocalService"};
};

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
  EXPECT_EQ(made.access & 0x2U, 0x2U) << "SERVICE_CHANGE_CONFIG, for the options";
  EXPECT_EQ(made.access & 0x10U, 0x10U) << "SERVICE_START, for actions that restart";
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

TEST_F(ServiceCallsTest, gives_every_option_its_level_and_unit) {
  const std::vector<ServiceOption> options{ServiceDescription{"Hält Einträge wahr"},
                                           FailureActions{.reset_after = 24h, .restart_after = {5s, 30s, 300s}},
                                           FailureActionsOnErrors{true},
                                           DelayedAutoStart{true},
                                           ServiceSid{},
                                           PreshutdownTime{20s}};
  for (const auto& option : options) ASSERT_TRUE(functions->change(in_service, option));
  EXPECT_EQ(seen.description, "Hält Einträge wahr");
  using Words = std::vector<DWORD>;
  EXPECT_THAT(seen.options, ElementsAre(std::pair(DWORD{2}, Words{86'400, 3}),  // failure actions: seconds, count
                                        std::pair(DWORD{4}, Words{1}),          // failure actions flag
                                        std::pair(DWORD{3}, Words{1}),          // delayed automatic start
                                        std::pair(DWORD{5}, Words{1}),          // SERVICE_SID_TYPE_UNRESTRICTED
                                        std::pair(DWORD{7}, Words{20'000})));   // preshutdown: milliseconds
  constexpr DWORD restart = 1;  // SC_ACTION_RESTART, delays in milliseconds
  EXPECT_THAT(seen.actions, ElementsAre(std::pair(restart, DWORD{5'000}), std::pair(restart, DWORD{30'000}),
                                        std::pair(restart, DWORD{300'000})));
}

TEST_F(ServiceCallsTest, switches_options_off) {
  ASSERT_TRUE(functions->change(in_service, FailureActionsOnErrors{false}));
  ASSERT_TRUE(functions->change(in_service, DelayedAutoStart{false}));
  using Words = std::vector<DWORD>;
  EXPECT_THAT(seen.options, ElementsAre(std::pair(DWORD{4}, Words{0}), std::pair(DWORD{3}, Words{0})));
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
}  // namespace ddns::platform
