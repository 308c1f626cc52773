// The service manager's functions as a test sees them: each call is written down in its order, with what Windows would
// read from its arguments, and answered as the test has set.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "../../../modules/platform/src/windows/service_calls.h"

namespace ddns::platform::test {

using Bytes = std::vector<unsigned char>;

struct Registered {
  std::string name, display_name, command_line, account;
  DWORD access = 0, type = 0, start = 0, error_control = 0;
  std::string password_text = "none";
};

/// The calls have no argument of ours to carry it.
struct Seen {
  std::vector<std::string> order;  ///< every call: its name, handle, and the numbers that say what for
  std::vector<Registered> created, changed;
  std::map<DWORD, Bytes> structures;  ///< by level, byte for byte, with pointers as zeros
  Bytes actions;                      ///< what the failure actions point to
  std::string description;
  std::map<std::string, DWORD> errors;  ///< by the call's name, or "ChangeServiceConfig2W <level>"
  std::deque<SERVICE_STATUS_PROCESS> states;
  QUERY_SERVICE_CONFIGW answer{};
};
extern Seen seen;

extern const SC_HANDLE manager, service;

/// The functions of the program over stand-ins that write into `seen`.
std::unique_ptr<ServiceFunctions> fake_functions();

}  // namespace ddns::platform::test
