// SPDX-License-Identifier: BSD-3-Clause
#include "options.hpp"

#include <xdpk/base/version.hpp>
#include <xdpk/run/validators.hpp>

namespace xdpk {

namespace {

constexpr const char* footer = R"(Ports:
  [xsk:]IFNAME[,OPTION=VALUE…]   a network device, by AF_XDP
      queues=0-3 or 0+2          queues to serve (all)
      zero_copy=auto|require|off auto takes what the driver can
      mode=auto|native|generic   where the XDP program runs
      chunk=2048|4096            bytes per frame
      multi_buffer=auto|off      packets may span frames if the MTU needs it
      rx_ring=N tx_ring=N        slots, powers of two (1024, 512)
      busy_poll=N                packets per preferred busy poll (0: interrupts)
      promiscuous=on|off         take frames for other addresses too
      claim=CLAIM                as --claim, for this port alone; may be given several times
      xskmap=own|pin:PATH|uds:PATH
                                 whose XDP program it is: ours, or one whose map is pinned there, or is handed out on
                                 that socket (xdpk agent, Kubernetes device plugin; found by itself in a pod)
      pod=NAME                   our name for the device plugin (XDPK_POD_NAME, or the host's name)
      program=FILE               instead of our XDP program the first of this BPF object file, with a map "xsks_map"
  pcap:rx=FILE,tx=FILE[,loop=N]  capture files: replay one, write the other; either may be left out
      loop=N                     rounds to replay (1; 0: for ever)
  tap:NAME[,queues=N,mtu=N]      a tap device: hands packets to the kernel and takes what it sends
  loop:[NAME][,OPTION=VALUE…]    memory: what is sent comes back
      packets=N size=N           packets that are there from the start (0), and their bytes (60)
      ring=N queues=N            slots of each queue, a power of two (1024); queues (1)

Claims: a frame is taken if one of them fits. A claim is "all", or properties joined by "+":
  192.0.2.0/24 2001:db8::1       destination address
  tcp udp/53 sctp/8000-8080      protocol, and destination port or ports; port/53 of any protocol
  icmp icmpv6 ospf gre proto/89  protocol
  arp ipv4 ethertype/0x88cc      type of the frame
  vlan/100                       VLAN of the outer tag; vlan/0: no tag
  such as vlan/100+192.0.2.1+tcp/443. Fragments have no ports: only claims without them fit.

Exit status: 0 done; 1 could not start or a frame got lost; 2 bad command line.
`xdpk doctor IFNAME` tells what this host and a device can do.)";

} // namespace

void add_privilege_options(CLI::App& app, std::string& user, sandbox_mode& sandbox) {
    app.add_option("--user", user,
                   "User to become when the ports are open: NAME, UID, NAME:GROUP or UID:GROUP (default: no other)");
    app.add_option("--sandbox", sandbox,
                   "Then give up all privileges but those that bring lost ports back (on), all (strict), none (off)")
        ->transform(choice<sandbox_mode>(
            {{"on", sandbox_mode::on}, {"strict", sandbox_mode::strict}, {"off", sandbox_mode::off}}))
        ->default_str("on");
}

void add_run_options(CLI::App& app, run_options& o) {
    app.set_version_flag("--version", std::string(version()));
    app.add_option("PORT", o.ports, "Ports, in the order of their numbers; see below")->required();
    app.add_option("--claim", o.claims,
                   "Frames to take, such as udp/53; all others stay with the kernel (default: all are taken)")
        ->type_name("CLAIM")
        ->allow_extra_args(false);
    app.add_option("-w,--workers", o.workers, "Polling threads; each serves its share of every port's queues")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
    app.add_option("--cores", o.cores, "CPUs for the workers, such as 2,3 (default: near the first port's device)")
        ->delimiter(',');
    app.add_option("--poll-mode", o.mode,
                   "When nothing arrives: spin, then sleep (adaptive), spin (poll), sleep (interrupt)")
        ->transform(choice<idle_mode>(
            {{"adaptive", idle_mode::adaptive}, {"poll", idle_mode::poll}, {"interrupt", idle_mode::interrupt}}))
        ->default_str("adaptive");
    app.add_option("--frames", o.frames, "Frames of memory per worker (default: what the queues can keep busy)")
        ->check(CLI::Range(64U, 1U << 24U));
    add_privilege_options(app, o.user, o.sandbox);
    app.add_option("--duration", o.duration, "Seconds to run (default: until SIGINT or SIGTERM)")->check(above_zero());
    app.add_flag("--json", o.json, "Print the final report as one JSON object on standard output");
    app.add_flag("-q,--quiet", o.quiet, "No statistics each second");
    app.footer(footer);
}

} // namespace xdpk
