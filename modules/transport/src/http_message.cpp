#include "http_message.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/MessageHeader.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <sstream>

#include "ddns/core/text.h"
#include "ddns/http/check.h"

namespace ddns::transport {
namespace {

using Poco::Net::HTTPMessage;

constexpr std::size_t kMostHeadBytes = 65536;
constexpr int kMostInterimAnswers = 8;

enum class Framing { none, length, chunked, to_end };

struct Head {
  http::Response response;  ///< without its body
  bool persistent = false;  ///< HTTP/1.1 and no "close"
};

tl::unexpected<Error> malformed(const Guard& guard, std::string_view what) {
  return fail(Reason::malformed, cat(guard.origin(), ": ", what));
}

bool is_visible(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > 0x20 && c < 0x7f; });
}

/// Every element of every field of that name: "a, b" and "c" → a, b, c (RFC 9110 section 5.6.1).
std::vector<std::string> elements(const http::Headers& headers, std::string_view name) {
  std::vector<std::string> out;
  for (const auto& [field, value] : headers) {
    if (!iequals(field, name)) continue;
    for (const auto part : split(value, ',')) {
      if (const auto element = trim(part); !element.empty()) out.push_back(to_lower(element));
    }
  }
  return out;
}

bool contains(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

Result<std::string> read_head_text(HttpConnection& connection, const Guard& guard) {
  std::string text;
  while (true) {
    auto line = connection.read_line(kMostHeadBytes, guard);
    if (!line) {
      // Nothing at all is a broken connection; a part is a broken answer.
      if (!text.empty() && line.error().reason == Reason::connect) line.error().reason = Reason::malformed;
      return fail(std::move(line).error());
    }
    if (line->empty() && text.empty()) return malformed(guard, "the answer is not HTTP/1.1");
    if (line->empty()) return text;
    text += cat(*line, "\r\n");
    if (text.size() > kMostHeadBytes) return malformed(guard, "the answer's header is too long");
  }
}

/// RFC 9112 section 4: "HTTP/1.1 200 reason". Not by Poco, whose status is an enumeration that ends at 511.
std::optional<Head> parse_status_line(std::string_view line) {
  Head head;
  head.persistent = line.starts_with("HTTP/1.1 ");
  if ((!head.persistent && !line.starts_with("HTTP/1.0 ")) || line.size() < 12) return std::nullopt;
  if (line.size() > 12 && line[12] != ' ') return std::nullopt;
  const auto status = to_number<unsigned>(line.substr(9, 3));
  if (!status || *status < 100 || *status > 599) return std::nullopt;
  head.response.status = static_cast<int>(*status);
  return head;
}

Result<Head> read_head(HttpConnection& connection, const Guard& guard) {
  const auto text = read_head_text(connection, guard);
  if (!text) return fail(text.error());
  const auto first_end = text->find("\r\n");
  auto head = parse_status_line(std::string_view(*text).substr(0, first_end));
  if (!head) return malformed(guard, "the answer is not HTTP/1.1");
  Poco::Net::MessageHeader fields;
  try {
    std::istringstream stream(cat(std::string_view(*text).substr(first_end + 2), "\r\n"));
    fields.read(stream);
  } catch (const Poco::Exception&) {
    return malformed(guard, "the answer's header cannot be read");
  }
  for (const auto& [name, value] : fields) head->response.headers.add(name, value);
  head->persistent = head->persistent && !contains(elements(head->response.headers, "Connection"), "close");
  return std::move(*head);
}

Result<Framing> framing(const Head& head, const std::string& method, const Guard& guard) {
  const int status = head.response.status;
  if (method == "HEAD" || status == 204 || status == 304) return Framing::none;
  if (const auto codings = elements(head.response.headers, "Transfer-Encoding"); !codings.empty()) {
    if (codings.size() == 1 && codings.front() == "chunked") return Framing::chunked;
    return malformed(guard, "the answer has a transfer coding that was not asked for");
  }
  return head.response.headers.get("Content-Length") ? Framing::length : Framing::to_end;
}

Status read_sized(HttpConnection& connection, http::Response& response, std::size_t max_body, const Guard& guard) {
  const auto lengths = elements(response.headers, "Content-Length");
  const auto number = to_number<std::uint64_t>(lengths.empty() ? std::string_view{} : lengths.front());
  const bool agree = std::all_of(lengths.begin(), lengths.end(), [&](const auto& l) { return l == lengths.front(); });
  if (!number || !agree) return malformed(guard, "the answer's Content-Length is not one number");
  if (*number > max_body) return fail(guard.too_long(max_body));
  response.body.reserve(static_cast<std::size_t>(*number));
  return connection.read_exactly(static_cast<std::size_t>(*number), response.body, guard);
}

std::optional<std::size_t> chunk_size(std::string_view line) {
  const auto digits = trim(split(line, ';').front());
  std::uint32_t value = 0;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  if (failed != std::errc{} || end != digits.data() + digits.size() || digits.empty()) return std::nullopt;
  return value;
}

Result<std::string> read_chunk_line(HttpConnection& connection, const Guard& guard) {
  auto line = connection.read_line(4096, guard);
  if (!line && line.error().reason == Reason::connect) {
    return malformed(guard, "the connection ended before the answer was complete");
  }
  return line;
}

/// RFC 9112 section 7.1; trailer fields are read and forgotten.
Status read_chunked(HttpConnection& connection, std::string& body, std::size_t max_body, const Guard& guard) {
  while (true) {
    const auto head = read_chunk_line(connection, guard);
    if (!head) return fail(head.error());
    const auto size = chunk_size(*head);
    if (!size) return malformed(guard, "the answer has a chunk without a size");
    if (*size == 0) break;
    if (*size > max_body - body.size()) return fail(guard.too_long(max_body));
    if (auto read = connection.read_exactly(*size, body, guard); !read) return read;
    const auto after = read_chunk_line(connection, guard);
    if (!after) return fail(after.error());
    if (!after->empty()) return malformed(guard, "the answer has a chunk longer than its size");
  }
  for (std::size_t trailers = 0; trailers < 100; ++trailers) {
    const auto line = read_chunk_line(connection, guard);
    if (!line) return fail(line.error());
    if (line->empty()) return {};
  }
  return malformed(guard, "the answer has too many trailer fields");
}

Status read_body(HttpConnection& connection, Framing how, http::Response& response, std::size_t max_body,
                 const Guard& guard) {
  switch (how) {
    case Framing::none:
      return {};
    case Framing::length:
      return read_sized(connection, response, max_body, guard);
    case Framing::chunked:
      return read_chunked(connection, response.body, max_body, guard);
    case Framing::to_end:
      return connection.read_to_end(max_body, response.body, guard);
  }
  return {};
}

}  // namespace

Status check_request(const http::Request& request) {
  static constexpr std::array<std::string_view, 7> kOurs = {
      "Host", "Content-Length", "Connection", "User-Agent", "Upgrade", "Expect", "Transfer-Encoding"};
  if (auto fits = http::check_request(request); !fits) return fits;
  if (!is_visible(request.url.target()) || !is_visible(request.url.authority())) {
    return fail(Reason::config, cat(request.url.scheme, " URL: a character in it must be percent-encoded"));
  }
  for (const auto& [name, value] : request.headers) {
    if (std::any_of(kOurs.begin(), kOurs.end(), [&](auto ours) { return iequals(ours, name); })) {
      return fail(Reason::config, cat("the HTTP header ", name, " cannot be set: it belongs to the connection"));
    }
  }
  return {};
}

std::string render_request(const http::Request& request, const std::string& target, const std::string& user_agent) {
  Poco::Net::HTTPRequest head(request.method, target, HTTPMessage::HTTP_1_1);
  head.add("Host", request.url.authority());
  head.add("User-Agent", user_agent);
  for (const auto& [name, value] : request.headers) head.add(name, value);
  // RFC 9110 section 8.6: a method that means content says so even when there is none.
  const bool means_content = request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  if (means_content || !request.body.empty()) head.add("Content-Length", std::to_string(request.body.size()));
  std::ostringstream out;
  head.write(out);
  return out.str() + request.body;
}

Result<Answer> read_answer(HttpConnection& connection, const std::string& method, std::size_t max_body,
                           const Guard& guard) {
  auto head = read_head(connection, guard);
  for (int interim = 0; head && head->response.status < 200; ++interim) {
    if (head->response.status == 101 || interim == kMostInterimAnswers) {
      return malformed(guard, "the answer changes the protocol, or never begins");
    }
    head = read_head(connection, guard);
  }
  if (!head) return fail(head.error());
  const auto how = framing(*head, method, guard);
  if (!how) return fail(how.error());
  const bool ambiguous = *how == Framing::chunked && head->response.headers.get("Content-Length").has_value();
  Answer answer;
  answer.response = std::move(head->response);
  if (auto read = read_body(connection, *how, answer.response, max_body, guard); !read) return fail(read.error());
  answer.reusable = head->persistent && *how != Framing::to_end && !ambiguous && !connection.has_leftover();
  return answer;
}

Result<int> read_tunnel_answer(HttpConnection& connection, const Guard& guard) {
  const auto head = read_head(connection, guard);
  if (!head) return fail(head.error());
  if (connection.has_leftover() && head->response.ok()) return malformed(guard, "the proxy talks inside the tunnel");
  return head->response.status;
}

}  // namespace ddns::transport
