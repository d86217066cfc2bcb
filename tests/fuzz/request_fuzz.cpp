// SPDX-License-Identifier: BSD-3-Clause
// A line of any bytes to the control socket is answered in one line, which says whether it was done.
#include "require.hpp"

#include "run/control_answer.hpp"

namespace {

struct no_stages final : xdpk::live_stages {
    [[nodiscard]] unsigned workers() const override { return 0; }
    [[nodiscard]] xdpk::kept_state& kept() override { return kept_; }
    void on_worker(unsigned, const std::function<void(std::vector<xdpk::any_stage>&)>&) override {}
    xdpk::kept_state kept_;
};

xdpk::control_words all_words() {
    xdpk::control_words words;
    words.add({.verb = "show", .what = "text", .read = [](xdpk::config_reader& r) -> xdpk::control_action {
                   std::string text;
                   std::vector<std::uint64_t> numbers;
                   r.get("text", text, "");
                   r.get("numbers", numbers, "");
                   r.table("inside", "", [&](xdpk::config_reader& inside) { inside.get("text", text, ""); });
                   return [=](xdpk::live_stages&) {
                       xdpk::control_table table{.columns = {"text"}, .rows = {{text}}};
                       for (const std::uint64_t n : numbers)
                           table.rows.push_back({n});
                       return table;
                   };
               }});
    return words;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const xdpk::control_words words = all_words();
    no_stages stages;
    const std::string answer =
        xdpk::answer_request(words, stages, std::string_view(reinterpret_cast<const char*>(data), size));
    require(answer.starts_with(R"({"ok":true,)") || answer.starts_with(R"({"ok":false,"error":")"));
    require(answer.ends_with('}') && answer.find('\n') == std::string::npos);
    return 0;
}
