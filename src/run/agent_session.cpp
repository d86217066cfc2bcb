// SPDX-License-Identifier: BSD-3-Clause
#include "agent_session.hpp"

#include "io/plugin_message.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>

namespace xdpk {

namespace {

constexpr std::string_view netdev_take = "/netdev_take";
constexpr std::string_view netdev_return = "/netdev_return";
constexpr std::string_view netdev_ack = "/netdev_ack";
constexpr std::string_view netdev_nak = "/netdev_nak";

using arguments = std::vector<std::string_view>;

// Requests are refused for what they say; nothing here means "not understood".
using reply = std::optional<agent_answer>;

agent_answer say(std::string_view text) { return {.text = std::string(text)}; }

agent_answer hand_over(fd given, std::string_view yes, std::string_view no) {
    if (!given)
        return say(no);
    return {.text = std::string(yes), .beside = std::move(given)};
}

std::optional<std::uint32_t> number(std::string_view text) {
    std::uint32_t value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failure == std::errc{} && end == text.data() + text.size() ? std::optional{value} : std::nullopt;
}

reply version(agent_grants&, const arguments&, const fd&) { return say(plugin::version_number); }

reply xsk_map_fd(agent_grants& grants, const arguments& words, const fd&) {
    return hand_over(grants.xskmap(words[0]), plugin::fd_ack, plugin::fd_nak);
}

reply xsk_socket(agent_grants& grants, const arguments& words, const fd&) {
    const auto queue = number(words[1]);
    if (!queue)
        return std::nullopt;
    return hand_over(grants.xsk_socket(words[0], *queue), plugin::socket_ack, plugin::socket_nak);
}

reply busy_poll(agent_grants& grants, const arguments& words, const fd& socket) {
    const auto time = number(words[0]);
    const auto budget = number(words[1]);
    if (!time || !budget)
        return std::nullopt;
    const bool done = socket && grants.busy_poll(socket, std::chrono::microseconds(*time), *budget);
    return say(done ? plugin::config_busy_poll_ack : plugin::config_busy_poll_nak);
}

reply take(agent_grants& grants, const arguments& words, const fd&) {
    return say(grants.take_device(words[0]) ? netdev_ack : netdev_nak);
}

reply give_back(agent_grants& grants, const arguments& words, const fd&) {
    return say(grants.return_device(words[0]) ? netdev_ack : netdev_nak);
}

reply finish(agent_grants&, const arguments&, const fd&) {
    agent_answer last = say(plugin::fin_ack);
    last.last = true;
    return last;
}

struct request_form {
    std::string_view word;
    std::size_t arguments;
    reply (*serve)(agent_grants&, const xdpk::arguments&, const fd&);
};

constexpr std::array<request_form, 7> forms{{{plugin::version, 0, version},
                                             {plugin::xsk_map_fd, 1, xsk_map_fd},
                                             {plugin::xsk_socket, 2, xsk_socket},
                                             {plugin::config_busy_poll, 2, busy_poll},
                                             {netdev_take, 1, take},
                                             {netdev_return, 1, give_back},
                                             {plugin::fin, 0, finish}}};

} // namespace

agent_answer agent_session::take(const plugin::record& request) {
    if (request.cut)
        return not_understood();
    return connected_ ? serve(request) : begin(request.text);
}

agent_answer agent_session::begin(std::string_view text) {
    const plugin::message words = plugin::split(text);
    if (words.word != plugin::connect)
        return not_understood();
    connected_ = words.arguments.size() == 1 && !words.arguments[0].empty() && grants_.admit(words.arguments[0]);
    agent_answer answer = say(connected_ ? plugin::host_ok : plugin::host_nak);
    answer.last = !connected_;
    return answer;
}

agent_answer agent_session::serve(const plugin::record& request) {
    const plugin::message words = plugin::split(request.text);
    const auto* const form = std::ranges::find(forms, words.word, &request_form::word);
    if (form == forms.end() || form->arguments != words.arguments.size())
        return not_understood();
    reply answer = form->serve(grants_, words.arguments, request.descriptor);
    return answer ? std::move(*answer) : not_understood();
}

agent_answer agent_session::not_understood() {
    agent_answer answer = say(plugin::nak);
    answer.last = !connected_ || ++faults_ >= most_faults;
    return answer;
}

} // namespace xdpk
