// What a service tells the manager of itself, and what the system tells it of sleep: Wine sends no such control and no
// such message, so both are called as the system would.
#include "../../../modules/platform/src/windows/service_status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../../../modules/platform/src/windows/resume_watch.h"

namespace ddns::platform {
namespace {

using ::testing::ElementsAre;

std::vector<SERVICE_STATUS> told;  // NOLINT: a callback of the system has no argument of ours

BOOL WINAPI note(SERVICE_STATUS_HANDLE /*handle*/, SERVICE_STATUS* status) {
  told.push_back(*status);
  return TRUE;
}

class ServiceStatusTest : public ::testing::Test {
 protected:
  ServiceStatusTest() { told.clear(); }
  void begin() { status_.begin(reinterpret_cast<SERVICE_STATUS_HANDLE>(this)); }
  static std::vector<DWORD> states() {
    std::vector<DWORD> out;
    for (const auto& one : told) out.push_back(one.dwCurrentState);
    return out;
  }
  ServiceStatus status_{note};
};

TEST_F(ServiceStatusTest, tells_nobody_before_the_manager_started_it) {
  status_.running();
  status_.stopping();
  status_.repeat();
  EXPECT_THAT(states(), ElementsAre());
}

TEST_F(ServiceStatusTest, goes_from_starting_to_stopped) {
  begin();
  status_.running();
  status_.stopping();
  status_.stopped(0);
  EXPECT_THAT(states(), ElementsAre(SERVICE_START_PENDING, SERVICE_RUNNING, SERVICE_STOP_PENDING, SERVICE_STOPPED));
  EXPECT_EQ(told.back().dwWin32ExitCode, static_cast<DWORD>(NO_ERROR));
}

TEST_F(ServiceStatusTest, never_goes_back) {
  begin();
  status_.stopping();
  status_.running();  // it got ready while it was told to stop
  EXPECT_THAT(states(), ElementsAre(SERVICE_START_PENDING, SERVICE_STOP_PENDING));
  status_.stopped(0);
  status_.stopping();  // an answer that comes late
  status_.repeat();
  EXPECT_THAT(states(), ElementsAre(SERVICE_START_PENDING, SERVICE_STOP_PENDING, SERVICE_STOPPED));
}

TEST_F(ServiceStatusTest, accepts_controls_until_it_has_stopped) {
  begin();
  status_.stopped(0);
  // Stop 1, shutdown 4, changed parameters 8, preshutdown 0x100.
  EXPECT_EQ(told.front().dwControlsAccepted, 0x10DU);
  EXPECT_EQ(told.back().dwControlsAccepted, 0U);
}

TEST_F(ServiceStatusTest, asks_for_patience_with_a_checkpoint_that_moves) {
  begin();
  status_.running();
  status_.stopping();
  status_.stopping();
  EXPECT_GT(told[0].dwWaitHint, 0U);
  EXPECT_EQ(told[1].dwWaitHint, 0U);
  EXPECT_EQ(told[1].dwCheckPoint, 0U);
  EXPECT_GT(told[2].dwCheckPoint, told[0].dwCheckPoint);
  EXPECT_GT(told[3].dwCheckPoint, told[2].dwCheckPoint);
}

TEST_F(ServiceStatusTest, says_its_exit_code_as_one_of_its_own) {
  begin();
  status_.stopped(3);
  EXPECT_EQ(told.back().dwWin32ExitCode, 1066U);
  EXPECT_EQ(told.back().dwServiceSpecificExitCode, 3U);
}

TEST_F(ServiceStatusTest, repeats_what_it_told_last) {
  begin();
  status_.running();
  status_.repeat();
  EXPECT_THAT(states(), ElementsAre(SERVICE_START_PENDING, SERVICE_RUNNING, SERVICE_RUNNING));
}

TEST(ResumeWatch, is_told_of_a_resume_and_of_nothing_else) {
  const UniqueHandle event(::CreateEventW(nullptr, FALSE, FALSE, nullptr));
  constexpr ULONG suspend = 0x4;
  constexpr ULONG resume = 0x12;  // at every resume, attended or not
  on_power(event.get(), suspend, nullptr);
  EXPECT_EQ(::WaitForSingleObject(event.get(), 0), static_cast<DWORD>(WAIT_TIMEOUT));
  on_power(event.get(), resume, nullptr);
  EXPECT_EQ(::WaitForSingleObject(event.get(), 0), static_cast<DWORD>(WAIT_OBJECT_0));
}

}  // namespace
}  // namespace ddns::platform
