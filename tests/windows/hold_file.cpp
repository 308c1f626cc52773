// Keeps a file open for reading until its standard input ends, as viewers do. usage: hold_file FILE
// shares-all|shares-no-deletion
#include <windows.h>

#include <cstdio>
#include <cwchar>

int wmain(int argc, wchar_t** argv) {
  if (argc != 3) return 2;
  const bool all = std::wcscmp(argv[2], L"shares-all") == 0;
  const DWORD sharing = FILE_SHARE_READ | FILE_SHARE_WRITE | (all ? FILE_SHARE_DELETE : 0U);
  const HANDLE file = ::CreateFileW(argv[1], GENERIC_READ, sharing, nullptr, OPEN_EXISTING, 0, nullptr);
  if (file == INVALID_HANDLE_VALUE) return 1;
  std::puts("holding");
  std::fflush(stdout);
  while (std::getchar() != EOF) {
  }
  ::CloseHandle(file);
  return 0;
}
