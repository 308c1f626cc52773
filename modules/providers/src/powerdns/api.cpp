#include "powerdns/api.h"

#include <array>
#include <utility>

#include "ddns/core/text.h"
#include "ddns/http/status.h"
#include "shared/says.h"
#include "shared/send.h"

namespace ddns::providers::powerdns {
namespace {

struct Phrase {
  std::string_view words;
  Reason reason;
};

/// The server has no codes: 422 is told apart by its English text, as of 4.7. What is not here is `rejected`.
constexpr std::array kPhrases{
    Phrase{"Conflicts with pre-existing RRset", Reason::conflict},
    Phrase{"Conflicts with another RRset", Reason::conflict},
    Phrase{"Could not find domain", Reason::not_found},  // servers before 4.2
};

std::string_view advice(int status) {
  switch (status) {
    case 401:
    case 403:
      return "; check api_key, and the server's webserver-allow-from";
    case 404:
      return "; check that the zone exists there, server_id, and that the server has `api=yes`";
    default:
      return "";
  }
}

http::Request make_request(const http::Url& url, const Secret& api_key, std::string method) {
  http::Request request{.method = std::move(method), .url = url};
  request.headers.add("X-API-Key", std::string(api_key.reveal()));
  request.headers.add("Accept", "application/json");
  return request;
}

}  // namespace

Api::Api(const http::Url& endpoint, std::string_view server_id, Secret api_key)
    : base_(endpoint.with_path(cat("api/v1/servers/", http::percent_encode(server_id)))),
      api_key_(std::move(api_key)) {}

Result<http::Json> Api::get(const std::string& doing, std::string_view path, const http::Query& query,
                            const Call& call) const {
  const auto request = make_request(base_.with_path(path).with_query(query.to_string()), api_key_, "GET");
  const auto response = providers::send(doing, request, call);
  if (!response) return fail(response.error());
  if (response->status != 200) return fail(judge_error(doing, request, *response, call.clock.wall()));
  auto answer = http::Json::parse(response->body);
  if (!answer) return fail(Reason::malformed, cat(doing, ": ", answer.error().message));
  return answer;
}

Status Api::patch(const std::string& doing, std::string_view path, std::string body, const Call& call) const {
  auto request = make_request(base_.with_path(path), api_key_, "PATCH");
  request.headers.add("Content-Type", "application/json");
  request.body = std::move(body);
  const auto response = providers::send(doing, request, call);
  if (!response) return fail(response.error());
  if (response->status == 204) return {};
  if (!response->ok()) return fail(judge_error(doing, request, *response, call.clock.wall()));
  const auto answer = http::Json::parse(response->body);
  if (answer && answer->is_object()) return {};
  return fail(Reason::malformed,
              cat(doing, ": ", base_.origin(), " answered ", response->status,
                  " with something that is not PowerDNS's; check the endpoint setting and the proxy"),
              Effect::unknown);
}

Error judge_error(const std::string& doing, const http::Request& request, const http::Response& response,
                  WallTime now) {
  Error error = http::status_error(doing, request, response, now);
  const auto body = http::Json::parse(response.body);
  const auto words = body ? body->string("/error") : std::string();
  if (words.empty()) {
    if (const auto hint = advice(response.status); !hint.empty())
      error.message = cat(doing, ": ", request.url.origin(), " answered ", response.status, hint);
    return error;
  }
  error.message = cat(doing, ": PowerDNS answered ", response.status, ' ', says(words), advice(response.status));
  if (response.status != 422) return error;
  for (const auto& phrase : kPhrases) {
    if (words.find(phrase.words) != std::string::npos) error.reason = phrase.reason;
  }
  return error;
}

}  // namespace ddns::providers::powerdns
