// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "plugin_client.hpp"
#include "promiscuous.hpp"
#include "xsk_queue.hpp"

#include <xdpk/io/nic_facts.hpp>
#include <xdpk/io/port.hpp>
#include <xdpk/io/xdp_program.hpp>
#include <xdpk/io/xskmap_source.hpp>

#include <atomic>
#include <mutex>

namespace xdpk {

/// A network device by AF_XDP: `xsk:IFNAME` or just `IFNAME`.
class xsk_port final : public port {
public:
    explicit xsk_port(const port_spec& spec);
    void use_fastpath(const port_fastpath& shared) override { fastpath_ = shared; }
    void connect() override;

    [[nodiscard]] const port_facts& facts() const noexcept override { return facts_; }
    [[nodiscard]] port_status status() const override;
    [[nodiscard]] std::uint32_t queue_number(std::uint32_t index) const override { return queues_[index]; }
    [[nodiscard]] std::unique_ptr<queue> open(std::uint32_t index, port_id id, umem& memory, holder_id holder) override;
    /// A bound socket for those who drive its rings themselves. Without `receives` no packets are led to it.
    [[nodiscard]] std::unique_ptr<xsk> open_socket(std::uint32_t index, umem& memory, bool receives = true);
    [[nodiscard]] bool takes_claims() const noexcept override { return true; }
    void claim(const std::vector<xdpk::claim>& list) override;
    [[nodiscard]] const std::vector<xdpk::claim>& claims() const noexcept override { return claims_; }
    [[nodiscard]] std::optional<claim_counters> decided() const override;
    port_event look() override;
    void disconnect(queue& q) noexcept override;
    void reconnect(queue& q, std::uint32_t index, umem& memory) override;
    void stop() noexcept override;
    [[nodiscard]] std::optional<xsk_statistics> kernel_statistics(const queue& q) const override;

private:
    enum class zero_copy : std::uint8_t { automatic, require, off };

    void read_options(const port_spec& spec);
    void read_device();
    void attach();
    void borrow(std::vector<std::string>& notes);
    void load_object(std::vector<std::string>& notes);
    void listen_to_all(std::vector<std::string>& notes);
    [[nodiscard]] bool needs_segments(const umem& memory) const;
    [[nodiscard]] std::unique_ptr<xsk> bind_best(xsk_config config, umem& memory) const;
    void detach();
    void lose(const std::string& why);
    void look_at_way_out() noexcept;

    port_facts facts_;
    attach_mode wanted_mode_ = attach_mode::automatic;
    zero_copy zero_copy_ = zero_copy::automatic;
    bool multi_buffer_ = true;
    bool promiscuous_ = true;
    bool must_be_promiscuous_ = false;
    bool mode_given_ = false;
    std::optional<xskmap_source> wanted_source_;
    std::optional<std::string> object_; ///< file of the user's own XDP program
    std::optional<std::string> pod_;
    xsk_config sizes_; ///< ring sizes and busy polling for all queues
    std::vector<std::uint32_t> wanted_queues_;
    std::vector<std::uint32_t> queues_;

    nic_facts device_;
    std::vector<xdpk::claim> claims_;
    claim_counters decided_before_; ///< of programs that are gone
    xskmap_source source_;
    std::optional<port_fastpath> fastpath_;
    bool is_way_out_ = false; ///< for packets of the fast path
    std::unique_ptr<xdp_program> program_;
    std::shared_ptr<plugin_client> plugin_; ///< until all queues have their sockets
    std::size_t bound_ = 0;
    std::optional<promiscuous_mode> promiscuity_;

    mutable std::mutex status_lock_; ///< workers report what they got, the control thread reads it
    port_status status_;
};

} // namespace xdpk
