#include "support/exchange_script.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "ddns/core/text.h"

namespace ddns::test {

namespace {

bool matches(const std::string& expected, const std::string& seen) {
  return expected == anything ? !seen.empty() : expected == seen;
}

void note(std::string& out, std::string_view what, std::string_view expected, std::string_view seen) {
  out += cat("  ", what, "\n    expected: ", expected, "\n    seen:     ", seen, "\n");
}

/// Each expected pair takes one seen pair; what is left over on either side is a difference.
void compare_pairs(std::string& out, std::string_view what, const Pairs& expected, Pairs seen) {
  for (const auto& [name, value] : expected) {
    auto found = std::find_if(seen.begin(), seen.end(),
                              [&](const auto& pair) { return pair.first == name && matches(value, pair.second); });
    if (found != seen.end()) {
      seen.erase(found);
      continue;
    }
    found = std::find_if(seen.begin(), seen.end(), [&](const auto& pair) { return pair.first == name; });
    note(out, cat(what, " `", name, '`'), value, found == seen.end() ? "(absent)" : found->second);
    if (found != seen.end()) seen.erase(found);
  }
  for (const auto& [name, value] : seen) note(out, cat(what, " `", name, '`'), "(none of that name)", value);
}

bool needs_no_mention(std::string_view header) {
  static constexpr std::array<std::string_view, 6> kUsual = {"Host",           "User-Agent", "Connection",
                                                             "Content-Length", "Accept",     "Accept-Encoding"};
  return std::any_of(kUsual.begin(), kUsual.end(), [&](auto name) { return iequals(name, header); });
}

bool names(const Pairs& pairs, std::string_view header) {
  return std::any_of(pairs.begin(), pairs.end(), [&](const auto& pair) { return iequals(pair.first, header); });
}

void compare_headers(std::string& out, const Expected& expected, const SeenRequest& seen) {
  Pairs wanted;
  for (const auto& [name, value] : expected.headers) wanted.emplace_back(to_lower(name), value);
  Pairs there;
  const bool typed = !expected.json.empty() || !expected.form.empty();
  for (const auto& [name, value] : seen.headers) {
    const bool unnamed = !names(expected.headers, name);
    if (unnamed && (needs_no_mention(name) || (typed && iequals(name, "Content-Type")))) continue;
    there.emplace_back(to_lower(name), value);
  }
  compare_pairs(out, "header", wanted, there);
}

void compare_type(std::string& out, const SeenRequest& seen, std::string_view wanted) {
  const auto type = seen.header("Content-Type").value_or("(absent)");
  const auto bare = trim(split(type, ';').front());
  if (!iequals(bare, wanted)) note(out, "header `Content-Type`", wanted, type);
}

void compare_body(std::string& out, const Expected& expected, const SeenRequest& seen) {
  if (!expected.json.empty()) {
    compare_type(out, seen, "application/json");
    const auto wanted = nlohmann::json::parse(expected.json);
    const auto there = nlohmann::json::parse(seen.body, nullptr, false);
    if (there.is_discarded()) {
      note(out, "body", wanted.dump(), cat("(not JSON) ", seen.body));
    } else if (wanted != there) {
      note(out, "body", wanted.dump(), there.dump());
      out += cat("    as patch: ", nlohmann::json::diff(wanted, there).dump(), "\n");
    }
  } else if (!expected.form.empty()) {
    compare_type(out, seen, "application/x-www-form-urlencoded");
    compare_pairs(out, "form field", expected.form, seen.form_pairs());
  } else if (!matches(expected.body, seen.body) && expected.body != seen.body) {
    note(out, "body", expected.body.empty() ? "(empty)" : expected.body, seen.body);
  }
}

}  // namespace

std::string difference(const Expected& expected, const SeenRequest& seen) {
  std::string out;
  if (expected.method != seen.method) note(out, "method", expected.method, seen.method);
  if (expected.path != seen.path) note(out, "path", expected.path, seen.path);
  compare_pairs(out, "query parameter", expected.query, seen.query_pairs());
  compare_headers(out, expected, seen);
  compare_body(out, expected, seen);
  if (expected.check) {
    if (const auto wrong = expected.check(seen); !wrong.empty()) out += cat("  ", wrong, "\n");
  }
  return out;
}

ExchangeScript::ExchangeScript(std::vector<Expected> exchanges, Order order)
    : pending_(std::make_move_iterator(exchanges.begin()), std::make_move_iterator(exchanges.end())), order_(order) {}

ExchangeScript::~ExchangeScript() { verify(); }

void ExchangeScript::add(Expected exchange) {
  const std::lock_guard lock(mutex_);
  pending_.push_back(std::move(exchange));
}

Reply ExchangeScript::answer(const SeenRequest& seen) {
  const std::lock_guard lock(mutex_);
  ++seen_;
  std::string differences;
  for (auto it = pending_.begin(); it != pending_.end(); ++it) {
    const auto differs = difference(*it, seen);
    if (differs.empty()) {
      Reply reply = std::move(it->reply);
      pending_.erase(it);
      return reply;
    }
    differences += cat("against ", it->method, ' ', it->path, ":\n", differs);
    if (order_ == Order::strict) break;
  }
  if (pending_.empty()) differences = "  nothing more was expected\n";
  report(cat("request ", seen_, " is not the expected one: ", seen.method, ' ', seen.target, "\n", differences));
  return Reply::text(599, "unexpected request");
}

bool ExchangeScript::complete() const {
  const std::lock_guard lock(mutex_);
  return pending_.empty() && problems_.empty();
}

void ExchangeScript::verify() {
  const std::lock_guard lock(mutex_);
  for (const auto& missing : pending_) report(cat("this request never came: ", missing.method, ' ', missing.path));
  pending_.clear();
}

std::vector<std::string> ExchangeScript::take_problems() {
  const std::lock_guard lock(mutex_);
  return std::exchange(problems_, {});
}

void ExchangeScript::collect_problems() {
  const std::lock_guard lock(mutex_);
  collect_ = true;
}

void ExchangeScript::report(std::string problem) {
  if (!collect_) ADD_FAILURE() << problem;
  problems_.push_back(std::move(problem));
}

}  // namespace ddns::test
