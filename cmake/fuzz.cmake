# Fuzzers stand in fuzz/NAME_fuzz.cpp and link what the folders offer. The label fuzz runs them: those with seeds of
# their own (fuzz/seeds/NAME) read what comes over a wire or from a person and get a million runs, the others 20 s.
# Each mistake in fuzz/planted/NAME, compiled into a second program, must be found within the same million.

function(weir_fuzz_program program)
  target_link_libraries(${program} PRIVATE weir_all)
  target_link_options(${program} PRIVATE -fsanitize=fuzzer)
endfunction()

function(weir_fuzz_test test program)
  add_test(NAME ${test} COMMAND /usr/bin/python3 -B ${CMAKE_SOURCE_DIR}/fuzz/million.py ${test} $<TARGET_FILE:${program}> ${ARGN}
    WORKING_DIRECTORY ${CMAKE_BINARY_DIR})
  set_tests_properties(${test} PROPERTIES LABELS fuzz TIMEOUT 1800)
endfunction()

function(weir_planted mistake fuzzer seeds)
  get_filename_component(name ${mistake} NAME_WE)
  set(program planted_${fuzzer}_${name})
  set(copy ${CMAKE_BINARY_DIR}/planted/${fuzzer}_${name}.cpp)
  weir_planted_source(${mistake} ${copy})
  add_executable(${program} $<TARGET_OBJECTS:${fuzzer}_fuzz_main> ${copy})
  weir_fuzz_program(${program})
  target_compile_options(${program} PRIVATE -fsanitize=fuzzer-no-link -w)  # a mistake may look like one
  weir_fuzz_test(fuzz_${program} ${program} --seeds ${seeds} --planted)
endfunction()

# The fuzzer itself has no coverage: the code under test is to be explored, not what judges it.
file(GLOB fuzzers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/fuzz/*_fuzz.cpp)
foreach(source ${fuzzers})
  get_filename_component(program ${source} NAME_WE)
  string(REGEX REPLACE "_fuzz$" "" name ${program})
  add_library(${program}_main OBJECT ${source})
  target_link_libraries(${program}_main PRIVATE weir_all)
  target_compile_options(${program}_main PRIVATE -Wno-missing-declarations)
  add_executable(${program} $<TARGET_OBJECTS:${program}_main>)
  weir_fuzz_program(${program})
  set(seeds ${CMAKE_SOURCE_DIR}/fuzz/seeds/${name})
  if(IS_DIRECTORY ${seeds})
    weir_fuzz_test(fuzz_${name} ${program} --seeds ${seeds})
  else()
    weir_fuzz_test(fuzz_${name} ${program} --seconds 20)
  endif()
  file(GLOB mistakes CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/fuzz/planted/${name}/*.bug)
  foreach(mistake ${mistakes})
    weir_planted(${mistake} ${name} ${seeds})
  endforeach()
endforeach()
