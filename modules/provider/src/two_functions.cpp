#include "ddns/provider/two_functions.h"

#include <utility>
#include <variant>

#include "ddns/core/text.h"

namespace ddns::provider {
namespace {

class TwoFunctionProvider final : public Provider {
 public:
  explicit TwoFunctionProvider(TwoFunctions functions) : functions_(std::move(functions)) {}

  [[nodiscard]] const plan::Capabilities& capabilities() const noexcept override { return functions_.capabilities; }

  [[nodiscard]] UnitResult apply(const plan::Unit& unit, const Call& call) const override {
    UnitResult results;
    results.reserve(unit.operations.size());
    for (const plan::Operation& operation : unit.operations) {
      const auto* update = std::get_if<plan::UpdateHost>(&operation);
      results.push_back(update != nullptr ? update_host(*update, call) : foreign());
    }
    return results;
  }

 private:
  static Result<Ack> foreign() {
    return fail(Reason::internal, "a host service was given an operation of another grain");
  }

  [[nodiscard]] Result<Ack> update_host(const plan::UpdateHost& update, const Call& call) const {
    const auto request = functions_.request(update, call.clock.wall());
    if (!request) return fail(request.error());
    auto response = call.http.send(*request, call.limits());
    if (!response) return fail(transport_error(update, *request, std::move(response).error()));
    return functions_.judge(update, *response, call.clock.wall());
  }

  /// The transport calls a broken GET harmless (Effect::none), because for HTTP a GET is safe. These services write
  /// with it, so the effect is unknown unless the failure tells that the request cannot have left.
  static Error transport_error(const plan::UpdateHost& update, const http::Request& request, Error error) {
    const bool safe_method = request.method == "GET" || request.method == "HEAD";
    const bool never_left = error.reason == Reason::resolve || error.reason == Reason::tls ||
                            error.reason == Reason::config || error.reason == Reason::rate_limited;
    if (safe_method && !never_left) error.effect = Effect::unknown;
    error.message = cat(update.name.text(), " at ", request.url.host, ": ", error.message);
    return error;
  }

  TwoFunctions functions_;
};

}  // namespace

std::unique_ptr<Provider> make_provider(TwoFunctions functions) {
  return std::make_unique<TwoFunctionProvider>(std::move(functions));
}

}  // namespace ddns::provider
