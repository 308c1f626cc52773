#include "support/stub_wire.h"

#include <Poco/Exception.h>
#include <Poco/Net/SecureStreamSocket.h>

#include <algorithm>
#include <array>

#include "ddns/core/text.h"
#include "support/socket_grip.h"

namespace ddns::test {

namespace {

constexpr std::size_t kLimit = 64 * 1024 * 1024;

bool is_token(std::string_view text) {
  const auto fits = [](unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) != std::string_view::npos;
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), fits);
}

bool is_visible(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > 0x20 && c < 0x7f; });
}

bool parse_request_line(std::string_view line, SeenRequest& request) {
  const auto parts = split(line, ' ');
  if (parts.size() != 3 || !is_token(parts[0]) || !is_visible(parts[1]) || parts[2] != "HTTP/1.1") return false;
  request.method = parts[0];
  request.target = parts[1];
  const auto question = parts[1].find('?');
  request.path = parts[1].substr(0, question);
  request.query = question == std::string_view::npos ? std::string_view{} : parts[1].substr(question + 1);
  return request.target.find('#') == std::string::npos;
}

std::string chunked(std::string_view body) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (std::size_t at = 0; at < body.size(); at += 3) {
    const auto part = body.substr(at, 3);
    out += kDigits[part.size()];
    out += cat("\r\n", part, "\r\n");
  }
  return out + "0\r\n\r\n";
}

}  // namespace

bool parse_request_head(std::string_view head, SeenRequest& request) {
  bool first = true;
  while (!head.empty()) {
    const auto end = head.find("\r\n");
    if (end == std::string_view::npos) return false;
    const auto line = head.substr(0, end);
    head.remove_prefix(end + 2);
    if (first) {
      if (!parse_request_line(line, request)) return false;
      first = false;
      continue;
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return false;
    request.headers.emplace_back(line.substr(0, colon), trim(line.substr(colon + 1)));
  }
  // RFC 9112 section 3.2: exactly one Host field.
  return !first && std::count_if(request.headers.begin(), request.headers.end(),
                                 [](const auto& field) { return iequals(field.first, "host"); }) == 1;
}

std::string render(const Reply& reply, bool closes, bool is_head) {
  if (reply.raw_bytes) return *reply.raw_bytes;
  std::string out = cat("HTTP/1.1 ", reply.status, " Stub\r\n");
  for (const auto& [name, value] : reply.headers) out += cat(name, ": ", value, "\r\n");
  const bool bodiless = reply.status == 204 || reply.status == 304;
  if (reply.chunked) {
    out += "Transfer-Encoding: chunked\r\n";
  } else if (!bodiless) {
    out += cat("Content-Length: ", reply.claimed_length.value_or(reply.body.size()), "\r\n");
  }
  if (closes) out += "Connection: close\r\n";
  out += "\r\n";
  if (bodiless || is_head) return out;
  return out + (reply.chunked ? chunked(reply.body) : reply.body);
}

StubWire::StubWire(const Poco::Net::StreamSocket& socket, Poco::Net::Context::Ptr context) : socket_(socket) {
  socket_.setNoDelay(true);
  if (!context.isNull()) socket_ = Poco::Net::SecureStreamSocket::attach(socket, context);
}

StubWire::~StubWire() {
  try {
    if (polite_ && socket_.secure()) socket_.shutdown();
    // Poco would say goodbye when the socket is destroyed.
    if (!polite_) shut(socket_);
  } catch (const Poco::Exception&) {
    // The client was faster.
  }
}

std::string StubWire::read_some(std::size_t limit) {
  if (!buffer_.empty()) {
    std::string out = buffer_.substr(0, limit);
    buffer_.erase(0, out.size());
    return out;
  }
  std::array<char, 16384> bytes{};
  const int wanted = static_cast<int>(std::min(limit, bytes.size()));
  while (true) {
    try {
      const int count = socket_.receiveBytes(bytes.data(), wanted);
      return count > 0 ? std::string(bytes.data(), static_cast<std::size_t>(count)) : std::string();
    } catch (const Poco::TimeoutException&) {
      continue;  // Poco gives TLS sockets a timeout of their own
    } catch (const Poco::Exception&) {
      return {};
    }
  }
}

bool StubWire::write(std::string_view bytes) {
  while (!bytes.empty()) {
    try {
      const int sent = socket_.sendBytes(bytes.data(), static_cast<int>(bytes.size()));
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } catch (const Poco::Exception&) {
      return false;
    }
  }
  return true;
}

void StubWire::wait_for_end() {
  while (!read_some(4096).empty()) {
  }
}

StubWire::Got StubWire::read(SeenRequest& request) {
  std::string text;
  std::size_t end = std::string::npos;
  while ((end = text.find("\r\n\r\n")) == std::string::npos) {
    const auto more = read_some(16384);
    if (more.empty()) return Got::end;
    text += more;
    if (text.size() > kLimit) return Got::nonsense;
  }
  if (!parse_request_head(std::string_view(text).substr(0, end + 2), request)) return Got::nonsense;
  text.erase(0, end + 4);

  std::size_t length = 0;
  if (request.header("Transfer-Encoding")) return Got::nonsense;  // our client always knows its length
  if (const auto field = request.header("Content-Length")) {
    const auto number = to_number<std::size_t>(*field);
    if (!number || *number > kLimit) return Got::nonsense;
    length = *number;
  }
  while (text.size() < length) {
    const auto more = read_some(length - text.size());
    if (more.empty()) return Got::end;
    text += more;
  }
  request.body = text.substr(0, length);
  buffer_ = text.substr(length) + buffer_;
  return Got::request;
}

}  // namespace ddns::test
