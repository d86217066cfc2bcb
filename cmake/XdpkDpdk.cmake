# SPDX-License-Identifier: BSD-3-Clause
# What DPDK programs are built with: libdpdk.pc and dpdk-cmdline-gen.py, in one folder for PKG_CONFIG_PATH and PATH,
# which is not where DPDK's own libdpdk.pc is. Below it another .pc for the names of DPDK 22.11. The same in the build tree.
set(dpdk_folder ${CMAKE_INSTALL_LIBDIR}/xdpk/dpdk)
set(dpdk_generator ${CMAKE_CURRENT_SOURCE_DIR}/src/dpdk/dpdk-cmdline-gen.py)
install(PROGRAMS ${dpdk_generator} DESTINATION ${dpdk_folder})
configure_file(${dpdk_generator} dpdk/dpdk-cmdline-gen.py COPYONLY)

# A C program is linked by its C compiler.
set(dpdk_dependencies ${libxdp_LDFLAGS} ${libbpf_LDFLAGS} ${hwloc_LDFLAGS} ${libpcap_LDFLAGS} ${libmnl_LDFLAGS}
    ${libcap_LDFLAGS} ${libseccomp_LDFLAGS} ${tomlplusplus_LDFLAGS} -lspdlog -lfmt -lstdc++ -lm -lpthread)
if(XDPK_SANITIZE)
    list(APPEND dpdk_dependencies -fsanitize=${XDPK_SANITIZE})
endif()
list(REMOVE_DUPLICATES dpdk_dependencies)
list(JOIN dpdk_dependencies " " dpdk_dependencies)
# The programs use SSE 4.2 by name.
if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
    set(dpdk_machine -march=x86-64-v2)
endif()

# dpdk_pc(FOLDER VERSION RELEASE): FOLDER/libdpdk.pc, there and in the build tree.
function(dpdk_pc folder dpdk_version dpdk_release)
    set(dpdk_prefix ${PROJECT_SOURCE_DIR})
    set(dpdk_libdir ${PROJECT_BINARY_DIR})
    set(dpdk_includedir ${PROJECT_SOURCE_DIR}/include)
    configure_file(${PROJECT_SOURCE_DIR}/src/dpdk/libdpdk.pc.in dpdk/${folder}/libdpdk.pc @ONLY)
    file(RELATIVE_PATH up /${dpdk_folder}/${folder} /)
    set(dpdk_prefix \${pcfiledir}/${up})
    set(dpdk_libdir \${prefix}/${CMAKE_INSTALL_LIBDIR})
    set(dpdk_includedir \${prefix}/${CMAKE_INSTALL_INCLUDEDIR})
    configure_file(${PROJECT_SOURCE_DIR}/src/dpdk/libdpdk.pc.in dpdk/installed/${folder}/libdpdk.pc @ONLY)
    install(FILES ${PROJECT_BINARY_DIR}/dpdk/installed/${folder}/libdpdk.pc DESTINATION ${dpdk_folder}/${folder})
    # Some Makefiles name this library besides those of the .pc; all of it is in ours, and DPDK's must not be found.
    set(bond ${PROJECT_BINARY_DIR}/dpdk/${folder}/librte_net_bond.a)
    file(WRITE ${bond} "/* A linker script: libxdpk_dpdk has what is in this library. */\n")
    install(FILES ${bond} DESTINATION ${dpdk_folder}/${folder})
endfunction()

dpdk_pc(. 25.11.0 "")
dpdk_pc(22.11 22.11.0 -DXDPK_DPDK_RELEASE=2211)

set_target_properties(xdpk_dpdk PROPERTIES EXPORT_NAME dpdk)
target_link_libraries(xdpk_dpdk PUBLIC xdpk)
target_include_directories(xdpk_dpdk PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include/xdpk/dpdk>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/xdpk/dpdk>)
# Sources that like the same names for their own helpers.
file(GLOB dpdk_tables CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/dpdk/fbk*.cpp ${PROJECT_SOURCE_DIR}/src/dpdk/fib*.cpp
    ${PROJECT_SOURCE_DIR}/src/dpdk/lpm*.cpp ${PROJECT_SOURCE_DIR}/src/dpdk/keepalive*.cpp)
set_source_files_properties(${dpdk_tables} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
