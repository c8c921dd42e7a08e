# Planted bugs: what a simulator or a fuzzer must find. NAME.bug says what goes wrong, in which file of src/, and which
# lines go and come; the copy of that file with the bug in it is compiled into a program of its own, in front of the
# library that has the same functions without it.
function(weir_planted_source bug copy)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${bug})
  file(STRINGS ${bug} source REGEX "^--- src/")
  string(REPLACE "--- " "" source "${source}")
  add_custom_command(OUTPUT ${copy} VERBATIM DEPENDS ${bug} ${CMAKE_SOURCE_DIR}/cmake/plant.py ${CMAKE_SOURCE_DIR}/${source}
    COMMAND /usr/bin/python3 -B ${CMAKE_SOURCE_DIR}/cmake/plant.py ${bug} ${CMAKE_SOURCE_DIR} ${copy})
endfunction()
