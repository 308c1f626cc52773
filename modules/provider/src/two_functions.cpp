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
    auto request = functions_.request(update, call.clock.wall());
    if (!request) return fail(std::move(request).error());
    request->writes = true;  // also where the service has it done by GET
    auto response = call.http.send(*request, call.limits());
    if (response) return functions_.judge(update, *response, call.clock.wall());
    response.error().message = cat(update.name.text(), " at ", request->url.host, ": ", response.error().message);
    return fail(std::move(response).error());
  }

  TwoFunctions functions_;
};

}  // namespace

std::unique_ptr<Provider> make_provider(TwoFunctions functions) {
  return std::make_unique<TwoFunctionProvider>(std::move(functions));
}

}  // namespace ddns::provider
