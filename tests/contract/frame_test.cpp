#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contract/derive.h"
#include "contract/run.h"
#include "ddns/core/text.h"
#include "ddns/crypto/encoding.h"
#include "ddns/http/json.h"
#include "ddns/http/status.h"

// The suite itself: a toy provider that behaves conforms, and each way of misbehaving is found.
namespace ddns::contract {
namespace {

using testing::HasSubstr;

constexpr std::string_view kSecret = "toy-canary-8472-secret";

/// How the toy misbehaves.
enum class Fault {
  none,
  path,
  header,
  body,
  extra_call,
  no_call,
  wrong_id,
  leaks,
  quotes,
  quotes_base64,
  forgets_effect,
  believes_html
};

class Toy final : public provider::Provider {
 public:
  Toy(http::Url endpoint, Secret token, Fault fault)
      : endpoint_(std::move(endpoint)), token_(std::move(token)), fault_(fault) {}

  [[nodiscard]] const plan::Capabilities& capabilities() const noexcept override { return capabilities_; }

  [[nodiscard]] provider::UnitResult apply(const plan::Unit& unit, const Call& call) const override {
    if (fault_ == Fault::no_call) return provider::all_of(unit, provider::Ack{.id = "7"});
    if (fault_ == Fault::extra_call) (void)post(call);
    return provider::all_of(unit, post(call));
  }

 private:
  [[nodiscard]] Result<provider::Ack> post(const Call& call) const {
    http::Request request{.method = "POST", .url = endpoint_.with_path(fault_ == Fault::path ? "records/" : "records")};
    request.headers.add("X-Token", std::string(token_.reveal()));
    if (fault_ == Fault::header) request.headers.add("X-More", "1");
    request.body = fault_ == Fault::body ? "add 192.0.2.1\n" : "add 192.0.2.1";
    const auto response = call.http.send(request, call.limits());
    if (!response) return spoil(response.error());
    if (!response->ok()) {
      auto error = http::status_error("adding", request, *response, call.clock.wall());
      if (fault_ == Fault::quotes && response->status == 400) error.message += cat("; it says: ", response->body);
      if (fault_ == Fault::quotes_base64 && response->status == 400) error.message += cat(" to ", basic());
      return spoil(std::move(error));
    }
    const auto answer = http::Json::parse(response->body);
    if (!answer && fault_ == Fault::believes_html) return provider::Ack{.id = "7"};
    if (!answer) return spoil({.reason = Reason::malformed, .message = "no JSON", .effect = Effect::unknown});
    return provider::Ack{.id = fault_ == Fault::wrong_id ? "8" : answer->string("/id")};
  }

  [[nodiscard]] std::string basic() const {
    const auto pair = cat("toy:", token_.reveal());
    return crypto::to_base64(crypto::Bytes(pair.begin(), pair.end()));
  }

  [[nodiscard]] tl::unexpected<Error> spoil(Error error) const {
    if (fault_ == Fault::leaks) error.message += cat(" with ", token_.reveal());
    if (fault_ == Fault::forgets_effect) error.effect = Effect::none;
    return fail(std::move(error));
  }

  plan::Capabilities capabilities_;
  http::Url endpoint_;
  Secret token_;
  Fault fault_;
};

provider::ProviderSpec toy(Fault fault) {
  provider::ProviderSpec spec{.id = "toy", .name = "Toy", .notes = "none"};
  spec.settings.fields = {
      {.key = "token", .kind = schema::Kind::secret, .label = "t", .help = "t", .required = true},
      {.key = "endpoint", .kind = schema::Kind::url, .label = "e", .help = "e", .default_text = "https://toy.example"}};
  spec.make = [fault](const schema::Values& values) -> Result<std::unique_ptr<provider::Provider>> {
    return std::make_unique<Toy>(http::Url::parse(values.text("endpoint")).value(), values.secret("token"), fault);
  };
  return spec;
}

Scenario create() {
  return {
      .which = Case::create_a,
      .action = plan::Unit{.zone = {name("example.com")},
                           .operations = {plan::CreateRecord{key("a.example.com", RecordType::a), ip("192.0.2.1")}}},
      .steps = {{.method = "POST",
                 .target = "/v1/records",
                 .headers = {{"X-Token", std::string(kSecret)}},
                 .body = "add 192.0.2.1",
                 .reply = test::Reply::json(200, R"({"id":"7"})")}},
      .expected = Outcomes{provider::Ack{.id = "7"}}};
}

ScenarioSet toy_set() {
  return {.id = "toy",
          .settings = {{"token", std::string(kSecret)}},
          .base_path = "/v1",
          .scenarios = {create()},
          .refusal = Refusal{.reply = [](const std::string& words) { return test::Reply::text(400, words); },
                             .failure = {.reason = Reason::rejected}}};
}

std::string problems(Fault fault) { return play(toy(fault), toy_set(), create()); }

/// The problems of all scenarios of a derived case.
std::string derived_problems(Fault fault, Case which) {
  std::string out;
  for (const auto& scenario : derive(which, toy_set())) out += play(toy(fault), toy_set(), scenario);
  return out;
}

TEST(Frame, finds_nothing_wrong_with_a_provider_that_behaves) {
  EXPECT_EQ(problems(Fault::none), "");
  EXPECT_EQ(play_at_once(toy(Fault::none), toy_set(), create(), 4), "");
  for (const auto which : all_cases()) {
    if (!is_derived(which)) continue;
    EXPECT_FALSE(derive(which, toy_set()).empty()) << to_string(which);
    EXPECT_EQ(derived_problems(Fault::none, which), "") << to_string(which);
  }
}

TEST(Frame, shows_every_difference_of_a_request) {
  EXPECT_THAT(problems(Fault::path), HasSubstr("/v1/records/"));
  EXPECT_THAT(problems(Fault::header), HasSubstr("x-more"));
  EXPECT_THAT(problems(Fault::body), HasSubstr("body"));
}

TEST(Frame, counts_the_requests) {
  EXPECT_THAT(problems(Fault::extra_call), HasSubstr("nothing more was expected"));
  EXPECT_THAT(problems(Fault::no_call), HasSubstr("only 0 of 1 requests"));
  EXPECT_THAT(play_at_once(toy(Fault::no_call), toy_set(), create(), 3), HasSubstr("only 0 of 3 requests"));
}

TEST(Frame, compares_the_outcome) { EXPECT_THAT(problems(Fault::wrong_id), HasSubstr("id=8")); }

TEST(Frame, finds_a_secret_in_a_message) {
  EXPECT_THAT(derived_problems(Fault::leaks, Case::server_error), HasSubstr("a secret stands in the error"));
  EXPECT_THAT(derived_problems(Fault::leaks, Case::timeout), HasSubstr("a secret stands in the error"));
}

TEST(Frame, judges_a_quoted_refusal_as_people_see_it) {
  EXPECT_EQ(derived_problems(Fault::quotes, Case::secret_echo), "") << "the engine's filter takes the secret out";
  EXPECT_THAT(derived_problems(Fault::quotes_base64, Case::secret_echo), HasSubstr("a secret stands in the error"))
      << "which no filter finds behind other characters";
  EXPECT_THAT(derived_problems(Fault::leaks, Case::secret_echo), HasSubstr("a secret stands in the error"))
      << "the error page is judged without the filter";
}

TEST(Frame, looks_for_secrets_of_maps_and_of_scenarios) {
  provider::ProviderSpec spec = toy(Fault::none);
  spec.settings.fields.push_back({.key = "secrets", .kind = schema::Kind::text_map});
  auto set = toy_set();
  set.settings.emplace_back("secrets", std::vector<std::pair<std::string, std::string>>{{"a", "inside-a-map"}});
  auto scenario = create();
  scenario.settings = {{"token", "of-the-scenario"}, {"endpoint", "{endpoint}"}};
  EXPECT_THAT(secrets_of(spec, set, scenario),
              testing::UnorderedElementsAre(std::string(kSecret), "inside-a-map", "of-the-scenario"));
}

TEST(Frame, finds_an_effect_that_nobody_can_know) {
  for (const auto which :
       {Case::server_error, Case::timeout, Case::dropped_connection, Case::html_answer, Case::truncated_answer})
    EXPECT_THAT(derived_problems(Fault::forgets_effect, which), HasSubstr("expected: unknown")) << to_string(which);
}

TEST(Frame, finds_a_provider_that_takes_a_web_page_for_success) {
  EXPECT_THAT(derived_problems(Fault::believes_html, Case::html_answer),
              HasSubstr("should have failed with malformed"));
}

TEST(Frame, compares_queries_byte_by_byte) {
  auto scenario = create();
  scenario.steps[0].target = "/v1/records?a=%20";
  EXPECT_THAT(play(toy(Fault::none), toy_set(), scenario), HasSubstr("target"));
}

TEST(Frame, refuses_settings_the_schema_does_not_know) {
  auto set = toy_set();
  set.settings.emplace_back("colour", "red");
  EXPECT_THAT(play(toy(Fault::none), set, create()), HasSubstr("cannot be made"));
}

TEST(Frame, judges_the_text_of_an_error) {
  const std::vector<std::string> secrets = {"p@ss word"};
  EXPECT_EQ(judge_text({.message = "all is well"}, secrets), "");
  EXPECT_NE(judge_text({.message = " "}, secrets), "");
  EXPECT_NE(judge_text({.message = "a\nb"}, secrets), "");
  EXPECT_NE(judge_text({.message = "\xff"}, secrets), "");
  EXPECT_NE(judge_text({.message = std::string(2000, 'x')}, secrets), "");
  EXPECT_NE(judge_text({.message = "it was p@ss word"}, secrets), "");
  EXPECT_NE(judge_text({.message = "?k=p%40ss%20word"}, secrets), "");
  EXPECT_NE(judge_text({.message = "Basic dXNlcjpwQHNzIHdvcmQ= was refused"}, secrets), "") << "user and secret";
}

}  // namespace
}  // namespace ddns::contract
