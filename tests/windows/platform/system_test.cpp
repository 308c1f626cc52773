// What Windows offers beside files: stores, the Event Log, signals of the service manager, children, adapters.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "../../../modules/platform/src/windows/console_signals.h"
#include "../../../modules/platform/src/windows/wide.h"
#include "ddns/platform/event_log.h"
#include "ddns/platform/interfaces.h"
#include "ddns/platform/machine_secret.h"
#include "ddns/platform/paths.h"
#include "ddns/platform/process.h"
#include "ddns/platform/process_figures.h"
#include "ddns/platform/service_host.h"
#include "ddns/platform/service_manager.h"
#include "ddns/platform/system_trust.h"
#include "ddns/platform/wait_set.h"
// After windows.h.
#include <wincred.h>

namespace ddns::platform {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(MachineSecret, comes_back) {
  const auto hidden = protect_for_machine("geheim \xC3\xA4");
  ASSERT_TRUE(hidden) << hidden.error().message;
  EXPECT_EQ(hidden->find("geheim"), std::string::npos);
  EXPECT_EQ(unprotect_for_machine(*hidden).value_or("nothing"), "geheim \xC3\xA4");
}

TEST(MachineSecret, is_refused_when_damaged_and_not_shown) {
  auto hidden = protect_for_machine("geheim");
  ASSERT_TRUE(hidden);
  hidden->at(hidden->size() / 2) ^= 0x55;
  hidden->resize(hidden->size() - 3);
  const auto back = unprotect_for_machine(*hidden);
  ASSERT_FALSE(back);
  EXPECT_EQ(back.error().reason, Reason::config);
  EXPECT_THAT(back.error().message, HasSubstr("secret protect"));
}

TEST(StoredCredential, names_the_one_that_is_missing) {
  const auto found = stored_credential("ddns-sidecar test: there is none of this name");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().reason, Reason::config);
  EXPECT_THAT(found.error().message, HasSubstr("there is none of this name"));
}

/// A generic credential of this user, while it lives.
class Credential {
 public:
  Credential(const std::string& name, std::string_view content) : name_(to_wide(name)), content_(content) {
    std::wstring user = L"nobody";
    CREDENTIALW credential{};
    credential.Type = CRED_TYPE_GENERIC;
    credential.TargetName = name_.data();
    credential.UserName = user.data();
    credential.CredentialBlobSize = static_cast<DWORD>(content_.size());
    credential.CredentialBlob = reinterpret_cast<BYTE*>(content_.data());
    credential.Persist = CRED_PERSIST_SESSION;
    written_ = ::CredWriteW(&credential, 0) != 0;
  }
  ~Credential() { ::CredDeleteW(name_.c_str(), CRED_TYPE_GENERIC, 0); }
  Credential(const Credential&) = delete;
  Credential& operator=(const Credential&) = delete;
  [[nodiscard]] bool written() const noexcept { return written_; }

 private:
  std::wstring name_;
  std::string content_;
  bool written_ = false;
};

TEST(StoredCredential, is_read_as_utf8_and_as_windows_own_tools_write_it) {
  const std::string name = "ddns-sidecar test: größer";
  {
    const Credential narrow(name, "geheim ä");
    ASSERT_TRUE(narrow.written());
    EXPECT_EQ(stored_credential(name).value_or("nothing"), "geheim ä");
  }
  // cmdkey and the control panel write UTF-16.
  const std::wstring wide = L"geheim \u00e4";
  const Credential written(name, {reinterpret_cast<const char*>(wide.data()), wide.size() * sizeof(wchar_t)});
  ASSERT_TRUE(written.written());
  EXPECT_EQ(stored_credential(name).value_or("nothing"), "geheim ä");
}

TEST(SystemTrust, has_root_certificates_as_der) {
  const auto certificates = system_root_certificates();
  ASSERT_TRUE(certificates);
  ASSERT_FALSE(certificates->empty());
  for (const auto& der : *certificates) EXPECT_EQ(der.at(0), '\x30') << "a SEQUENCE";
}

TEST(EventLog, registers_its_source_and_takes_it_back) {
  const std::string source = "ddns-sidecar-test";
  ASSERT_TRUE(register_event_source(source, program_path()));
  std::array<wchar_t, 1024> file{};
  DWORD size = sizeof file;
  const std::wstring key = to_wide("SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\" + source);
  ASSERT_EQ(
      ::RegGetValueW(HKEY_LOCAL_MACHINE, key.c_str(), L"EventMessageFile", RRF_RT_ANY, nullptr, file.data(), &size),
      ERROR_SUCCESS);
  EXPECT_EQ(from_wide(file.data()), to_utf8(program_path()));
  write_event_log(source, EventKind::error, "line one\r\nline two \xC3\xA4");
  ASSERT_TRUE(unregister_event_source(source));
  EXPECT_TRUE(unregister_event_source(source)) << "one that is not there is no error";
}

TEST(ServiceHost, tells_a_program_that_nobody_started_as_a_service) {
  bool called = false;
  const auto ran = run_as_service("ddns-sidecar", [&] {
    called = true;
    return 0;
  });
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().reason, Reason::unavailable) << ran.error().message;
  EXPECT_FALSE(called);
}

TEST(ServiceFunctions, say_that_a_service_is_unknown) {
  const auto functions = system_service_functions();
  ASSERT_TRUE(functions);
  const auto manager = functions->open_manager(ManagerAccess::look);
  ASSERT_TRUE(manager) << manager.error().message;
  const auto service = functions->open(*manager, "ddns-sidecar-there-is-none", ServiceAccess::look);
  ASSERT_FALSE(service);
  EXPECT_EQ(service.error().reason, Reason::not_found);
  EXPECT_EQ(service.error().service_code, "1060");
  functions->close(*manager);
}

TEST(ServiceSignals, wait_for_somebody_who_listens) {
  deliver_signal(Signal::terminate);
  auto waits = WaitSet::create();
  ASSERT_TRUE(waits);
  ASSERT_TRUE((*waits)->add_signals());
  EXPECT_THAT((*waits)->wait(std::chrono::steady_clock::now() + 20s).signals, ElementsAre(Signal::terminate));
  std::jthread manager([] { deliver_signal(Signal::hangup); });
  EXPECT_THAT((*waits)->wait(std::chrono::steady_clock::now() + 20s).signals, ElementsAre(Signal::hangup));
}

TEST(WindowsChild, gives_its_output_and_its_exit_code) {
  const auto outcome = run_child({.argv = {"cmd.exe", "/c", "echo hello& exit 7"}});
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->exit_code, 7);
  EXPECT_THAT(outcome->out, HasSubstr("hello"));
}

TEST(WindowsChild, is_killed_at_its_time_out) {
  const auto outcome = run_child({.argv = {"ping.exe", "-n", "60", "127.0.0.1"}, .timeout = 300ms});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().reason, Reason::timeout);
}

TEST(WindowsChild, is_named_when_there_is_no_such_program) {
  const auto outcome = run_child({.argv = {"ddns-no-such-program"}});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().reason, Reason::config);
}

TEST(WindowsAdapters, have_the_loopback_address) {
  const auto addresses = list_addresses();
  ASSERT_TRUE(addresses) << addresses.error().message;
  const auto loopback = *IpAddress::parse("127.0.0.1");
  EXPECT_TRUE(std::any_of(addresses->begin(), addresses->end(),
                          [&](const InterfaceAddress& entry) { return entry.address == loopback; }));
}

TEST(WindowsFigures, are_there) {
  const auto figures = process_figures();
  EXPECT_GT(figures.cpu_seconds.value_or(-1), -0.5);
  EXPECT_GT(figures.resident_bytes.value_or(0), 1'000'000U);
  EXPECT_GT(figures.threads.value_or(0), 0U);
  EXPECT_GT(figures.start_time.value_or(0), 1e9);
}

}  // namespace
}  // namespace ddns::platform
