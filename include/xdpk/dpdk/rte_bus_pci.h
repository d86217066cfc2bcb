// SPDX-License-Identifier: BSD-3-Clause
/// What programs ask of a PCI device behind a port. Here the kernel drives it, so that there is none to ask.
#ifndef RTE_BUS_PCI_H_
#define RTE_BUS_PCI_H_

#include "rte_bus.h"
#include "rte_dev.h"
#include "rte_devargs.h"
#include "rte_interrupts.h"
#include "rte_pci.h"

#endif
