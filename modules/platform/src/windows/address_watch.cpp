#include "address_watch.h"

#include "io_error.h"

namespace ddns::platform {
namespace {

// Both run on a thread of the system; setting an event is all they may do.
void WINAPI on_address(void* event, MIB_UNICASTIPADDRESS_ROW* /*row*/, MIB_NOTIFICATION_TYPE /*type*/) {
  ::SetEvent(static_cast<HANDLE>(event));
}
void WINAPI on_route(void* event, MIB_IPFORWARD_ROW2* /*row*/, MIB_NOTIFICATION_TYPE /*type*/) {
  ::SetEvent(static_cast<HANDLE>(event));
}

}  // namespace

AddressWatch::AddressWatch() {
  WSADATA ignored{};
  ::WSAStartup(MAKEWORD(2, 2), &ignored);  // counted by the system, and undone below
}

AddressWatch::~AddressWatch() {
  // Under Wine these stay null although the calls report success.
  if (address_notification_ != nullptr) ::CancelMibChangeNotify2(address_notification_);
  if (route_notification_ != nullptr) ::CancelMibChangeNotify2(route_notification_);
  for (ListChange& change : list_changes_) {
    if (change.socket == INVALID_SOCKET) continue;
    // Closing ends the request; its memory must live until then.
    ::CancelIoEx(reinterpret_cast<HANDLE>(change.socket), &change.overlapped);
    DWORD bytes = 0;
    DWORD flags = 0;
    if (change.pending) ::WSAGetOverlappedResult(change.socket, &change.overlapped, &bytes, TRUE, &flags);
    ::closesocket(change.socket);
  }
  ::WSACleanup();
}

void AddressWatch::listen(ListChange& change) noexcept {
  if (change.socket == INVALID_SOCKET) {
    change.socket =
        ::WSASocketW(change.family, SOCK_DGRAM, 0, nullptr, 0, WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
  }
  if (change.socket == INVALID_SOCKET) return;
  change.overlapped = {};
  change.overlapped.hEvent = change.event.get();
  DWORD bytes = 0;
  const int got =
      ::WSAIoctl(change.socket, SIO_ADDRESS_LIST_CHANGE, nullptr, 0, nullptr, 0, &bytes, &change.overlapped, nullptr);
  change.pending = got == 0 || ::WSAGetLastError() == WSA_IO_PENDING;
}

/// Asks again for what could not be had so far. A success code with a null handle (Wine) is no subscription, and asking
/// again would not make it one.
bool AddressWatch::subscribe() noexcept {
  bool all = true;
  for (ListChange& change : list_changes_) {
    if (!change.pending) listen(change);
    // A machine may have one family only.
    all = all && (change.pending || ::WSAGetLastError() == WSAEAFNOSUPPORT);
  }
  // The system calls back with the raw handle, so the event outlives the notifications (destructor's order).
  if (address_notification_ == nullptr) {
    all = ::NotifyUnicastIpAddressChange(AF_UNSPEC, on_address, event_.get(), FALSE, &address_notification_) ==
              NO_ERROR &&
          all;
  }
  if (route_notification_ == nullptr) {
    all = ::NotifyRouteChange2(AF_UNSPEC, on_route, event_.get(), FALSE, &route_notification_) == NO_ERROR && all;
  }
  return all;
}

Status AddressWatch::open() {
  event_ = UniqueHandle(::CreateEventW(nullptr, TRUE, FALSE, nullptr));
  bool made = event_.valid();
  for (ListChange& change : list_changes_) {
    change.event = UniqueHandle(::CreateEventW(nullptr, TRUE, FALSE, nullptr));
    made = made && change.event.valid();
  }
  if (!made) return system_error("cannot make an event", last_error());
  (void)drain();
  return {};
}

NetworkChanges AddressWatch::drain() {
  ::ResetEvent(event_.get());
  for (ListChange& change : list_changes_) {
    DWORD bytes = 0;
    DWORD flags = 0;
    if (change.pending && ::WSAGetOverlappedResult(change.socket, &change.overlapped, &bytes, FALSE, &flags) == FALSE &&
        ::WSAGetLastError() == WSA_IO_INCOMPLETE) {
      continue;
    }
    change.pending = false;  // one request gives one notification
    ::ResetEvent(change.event.get());
  }
  // Before reading, so that nothing falls between.
  const bool subscribed = subscribe();
  NetworkView now;
  auto addresses = read_address_view();
  const bool complete = addresses && read_routes(now);
  failing_ = !subscribed || !complete;
  // What cannot be read may have changed: the caller will meet the same error and say so.
  if (!complete) return {.addresses = true, .routes = true};
  now.addresses = std::move(*addresses);
  const NetworkChanges changes{.addresses = !viewed_ || now.addresses != view_.addresses,
                               .routes = !viewed_ || now.route4 != view_.route4 || now.route6 != view_.route6};
  view_ = std::move(now);
  viewed_ = true;
  return changes;
}

}  // namespace ddns::platform
