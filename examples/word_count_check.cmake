# cmake -DWORD_COUNT=... -DWORK=FOLDER -P word_count_check.cmake
# Holds word_count against `wc -w` on files that are easily got wrong.
file(REMOVE_RECURSE "${WORK}")
file(MAKE_DIRECTORY "${WORK}/a_folder")
string(REPEAT "x" 200000 huge_word)         # longer than three pieces
string(REPEAT "The quick brown fox.\n" 150000 long_text) # more than two rounds
string(REPEAT " \n\t" 50000 white)
file(WRITE "${WORK}/empty" "")
file(WRITE "${WORK}/white" "${white}")
file(WRITE "${WORK}/one" "word")
file(WRITE "${WORK}/no_newline" "two words\nand three more")
file(WRITE "${WORK}/crlf" "two words\r\n\r\nand three more\r\n")
file(WRITE "${WORK}/huge_word" "${huge_word}")
file(WRITE "${WORK}/huge_word_between" "some ${huge_word} more ${huge_word}\n")
file(WRITE "${WORK}/long" "${long_text}")
file(WRITE "${WORK}/utf8" "größer – 語 naïve no-break words\n")
file(COPY_FILE "${WORD_COUNT}" "${WORK}/binary")

set(ENV{LC_ALL} C)
file(GLOB files LIST_DIRECTORIES false "${WORK}/*")
list(LENGTH files count)
if(NOT count EQUAL 10)
  message(SEND_ERROR "${count} files to compare instead of 10")
endif()
foreach(file ${files})
  execute_process(COMMAND "${WORD_COUNT}" "${file}" OUTPUT_VARIABLE ours
    ERROR_VARIABLE said RESULT_VARIABLE code OUTPUT_STRIP_TRAILING_WHITESPACE)
  execute_process(COMMAND wc -w INPUT_FILE "${file}" OUTPUT_VARIABLE theirs
    OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  if(NOT code EQUAL 0 OR NOT ours STREQUAL theirs)
    message(SEND_ERROR "${file}: '${ours}' instead of '${theirs}', exit code ${code}: ${said}")
  endif()
endforeach()

# What cannot be read is an error that names it, on stderr.
foreach(bad no_such_file a_folder)
  execute_process(COMMAND "${WORD_COUNT}" "${WORK}/${bad}" OUTPUT_VARIABLE ours
    ERROR_VARIABLE said RESULT_VARIABLE code)
  if(NOT code EQUAL 1 OR NOT ours STREQUAL "" OR NOT said MATCHES "^word_count: .*${bad}: io_error: ")
    message(SEND_ERROR "${bad}: exit code ${code}, '${ours}', '${said}'")
  endif()
endforeach()
execute_process(COMMAND "${WORD_COUNT}" ERROR_VARIABLE said RESULT_VARIABLE code)
if(NOT code EQUAL 2 OR NOT said MATCHES "^usage: ")
  message(SEND_ERROR "without a file: exit code ${code}, '${said}'")
endif()
