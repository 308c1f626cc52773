#include <array>
#include <atomic>
#include <future>

#include <nlohmann/json.hpp>

#include "ddns/core/text.h"
#include "ddns/web/documents.h"
#include "ddns/web/pages.h"

namespace ddns::web {
namespace {

/// An answer of the engine is waited for so long: longer than a service may take, shorter than a client's patience.
constexpr std::chrono::seconds engine_patience{90};
/// A request that waits looks so often whether the server ends.
constexpr std::chrono::milliseconds glance{100};

/// A place among those who may wait for the engine.
class Place {
 public:
  Place(std::atomic<unsigned>& taken, unsigned all) : taken_(taken), mine_(taken.fetch_add(1) < all) {}
  ~Place() { --taken_; }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  explicit operator bool() const noexcept { return mine_; }

 private:
  std::atomic<unsigned>& taken_;
  const bool mine_;
};

/// Owns the services; one per router, shared by its copies.
class Pages {
 public:
  Pages(Services services, std::function<GuardRules()> rules)
      : services_(std::move(services)), rules_(std::move(rules)) {}

  Response livez(const Request&) const { return verdict(report().live, "live"); }
  Response readyz(const Request&) const { return verdict(report().ready, "ready"); }

  Response health(const Request& request) const {
    const auto found = report();
    const bool fails = found.live == events::Verdict::fail || found.ready == events::Verdict::fail;
    return {.status = fails ? 503 : 200,
            .content_type = "application/health+json",
            .body = health_json(found, services_.version, is_trusted(rules_(), request))};
  }

  Response metrics(const Request&) const {
    return {.content_type = services_.metrics_content_type, .body = services_.metrics_page()};
  }

  Response status(const Request&) const { return {.body = status_json(*services_.board.snapshot(), report())}; }
  Response records(const Request&) const { return {.body = records_json(*services_.board.snapshot())}; }
  Response providers(const Request&) const { return {.body = services_.providers_json()}; }

  Response history(const Request& request) const {
    HistoryQuestion question;
    for (const auto& [name, value] : request.query) {
      if (name == "record") {
        question.record = record_in_ascii(value);
      } else if (const auto number = to_number<std::uint32_t>(value);
                 name == "limit" && number && *number >= 1 && *number <= 1000) {
        question.limit = *number;
      } else if (const auto id = to_number<std::int64_t>(value); name == "before" && id) {
        question.before = *id;
      } else {
        return error_response(400, cat("cannot use the parameter `", name, "`"),
                              "known: limit (1 to 1000), before, record");
      }
    }
    auto rows = services_.history_json(question);
    if (!rows) return error_response(503, rows.error().message);
    return {.body = std::move(*rows)};
  }

  Response plan(const Request& request) const {
    const Place place(waiting_, services_.max_waiting);
    if (!place) return too_many();
    auto future = services_.control.plan();
    if (auto failed = wait_for(future, request.stop)) return std::move(*failed);
    return {.body = plan_json(future.get())};
  }

  Response update(const Request& request) const {
    auto parsed = parse_update(request);
    if (auto* refused = std::get_if<Response>(&parsed)) return std::move(*refused);
    const Place place(waiting_, services_.max_waiting);
    if (!place) return too_many();
    auto future = services_.control.update(std::move(std::get<engine::UpdateRequest>(parsed)));
    if (auto failed = wait_for(future, request.stop)) return std::move(*failed);
    const auto report = future.get();
    if (report.records.empty()) return error_response(404, "no configured record has this name", "see /api/v1/records");
    return {.body = update_json(report)};
  }

  Response index(const Request&) const {
    return {.content_type = "text/html; charset=utf-8",
            .body =
                "<!doctype html><meta charset=utf-8><title>ddns-sidecar</title>"
                "<style>body{font:16px/1.6 sans-serif;margin:3em auto;max-width:40em}</style><h1>ddns-sidecar</h1>"
                "<p>" +
                services_.version +
                "</p><ul>"
                "<li><a href=/health>/health</a><li><a href=/livez>/livez</a><li><a href=/readyz>/readyz</a>"
                "<li><a href=/metrics>/metrics</a><li><a href=/api/v1/status>/api/v1/status</a>"
                "<li><a href=/api/v1/records>/api/v1/records</a><li><a href=/api/v1/history>/api/v1/history</a>"
                "<li><a href=/api/v1/plan>/api/v1/plan</a><li><a href=/api/v1/providers>/api/v1/providers</a></ul>\n"};
  }

  GuardRules rules() const { return rules_(); }

 private:
  events::HealthReport report() const {
    return events::assess(*services_.board.snapshot(), services_.health_rules(), services_.clock.wall(),
                          services_.clock.steady());
  }

  static Response verdict(events::Verdict verdict, std::string_view word) {
    const bool good = verdict != events::Verdict::fail;
    return {.status = good ? 200 : 503,
            .content_type = "text/plain; charset=utf-8",
            .body = cat(good ? "" : "not ", word, "\n")};
  }

  /// Nothing once the future is ready, else the answer.
  template <class Report>
  static std::optional<Response> wait_for(const std::future<Report>& future, const std::stop_token& stop) {
    const auto until = std::chrono::steady_clock::now() + engine_patience;
    while (future.wait_for(glance) != std::future_status::ready) {
      if (stop.stop_requested()) return busy("the listener ends or moves; the engine goes on with this", 1);
      if (std::chrono::steady_clock::now() >= until) {
        return error_response(504, "the engine has not finished in time; it goes on", "look at /api/v1/records");
      }
    }
    return std::nullopt;
  }

  static Response too_many() { return busy("others wait for the engine already; this was not begun", 5); }

  static Response busy(std::string_view message, unsigned seconds) {
    auto response = error_response(503, message, cat("ask again in ", seconds, " s"));
    response.headers.emplace_back("Retry-After", std::to_string(seconds));
    return response;
  }

  Result<DomainName> read_name(const std::string& text) const {
    const auto ascii = services_.ascii_name ? services_.ascii_name(text) : Result<std::string>(text);
    if (!ascii) return fail(Reason::malformed, cat("this cannot be a name: ", ascii.error().message));
    return DomainName::parse(*ascii);
  }

  /// "bücher.example A" as the history has it; what is no name is looked for as it is, and found nowhere.
  std::string record_in_ascii(const std::string& text) const {
    const auto end = std::min(text.find(' '), text.size());
    const auto name = read_name(text.substr(0, end));
    return name ? name->text() + text.substr(end) : text;
  }

  std::variant<engine::UpdateRequest, Response> parse_update(const Request& request) const {
    engine::UpdateRequest out;
    out.actor = "api " + request.peer;
    if (trim(request.body).empty()) return out;
    const auto json = nlohmann::json::parse(request.body, nullptr, false);
    if (!json.is_object())
      return error_response(400, "the body is no JSON object", R"(send {"name": "…", "force": false})");
    for (const auto& [key, value] : json.items()) {
      if (key == "force" && value.is_boolean()) {
        out.force = value.get<bool>();
      } else if (key == "name" && value.is_string()) {
        const auto name = read_name(value.get<std::string>());
        if (!name) return error_response(400, name.error().message);
        out.name = *name;
      } else {
        return error_response(400, cat("cannot use the member `", to_valid_utf8(key), "`"),
                              "known: name (text), force (true or false)");
      }
    }
    return out;
  }

  Services services_;
  std::function<GuardRules()> rules_;
  mutable std::atomic<unsigned> waiting_{0};
};

enum class Access : unsigned char {
  open,     ///< for everybody
  trusted,  ///< names records, or describes the program
  calls,    ///< makes calls to services: for the trusted, and for no page of another site
  writes,   ///< the same, with POST
};

struct Route {
  std::string_view path;
  std::string_view handler;
  Response (Pages::*page)(const Request&) const;
  Access access = Access::trusted;
};

constexpr std::array routes{
    Route{"/", "index", &Pages::index},
    Route{"/livez", "livez", &Pages::livez, Access::open},
    Route{"/readyz", "readyz", &Pages::readyz, Access::open},
    Route{"/health", "health", &Pages::health, Access::open},
    Route{"/metrics", "metrics", &Pages::metrics, Access::open},
    Route{"/api/v1/status", "status", &Pages::status},
    Route{"/api/v1/records", "records", &Pages::records},
    Route{"/api/v1/history", "history", &Pages::history},
    Route{"/api/v1/plan", "plan", &Pages::plan, Access::calls},
    Route{"/api/v1/providers", "providers", &Pages::providers},
    Route{"/api/v1/update", "update", &Pages::update, Access::writes},
};

std::optional<Response> refuse(const Pages& pages, const Route& route, const Request& request) {
  const bool reads = request.method == "GET" || request.method == "HEAD";
  const bool writes = route.access == Access::writes;
  if (writes ? request.method != "POST" : !reads) {
    auto response = error_response(405, cat("this address does not take ", request.method));
    response.headers.emplace_back("Allow", writes ? "POST" : "GET, HEAD");
    return response;
  }
  if (route.access == Access::open) return std::nullopt;
  const auto rules = pages.rules();
  if (!is_trusted(rules, request)) return refuse_untrusted(rules);
  if (route.access == Access::calls) return refuse_foreign(request);
  return writes ? refuse_write(request) : std::nullopt;
}

}  // namespace

Router make_router(Services services, std::function<GuardRules()> rules) {
  auto pages = std::make_shared<const Pages>(std::move(services), std::move(rules));
  return [pages](const Request& request) -> Routed {
    for (const Route& route : routes) {
      if (route.path != request.path) continue;
      if (auto refused = refuse(*pages, route, request)) return {route.handler, std::move(*refused)};
      return {route.handler, (pages.get()->*route.page)(request)};
    }
    return {"other", error_response(404, "nothing is here", "see /")};
  };
}

}  // namespace ddns::web
