-- Run by `pandoc lua`. Reads from standard input one JSON object
--   {"symbols": {"≤": true, ...}, "fragments": ["some *Markdown*", ...]}
-- and writes a JSON list with, for each, {"latex": "...", "typst": "..."} or {"problems": ["...", ...]}.
--
-- Pandoc parses the Markdown (each fragment on its own, so that none can reach into another) and turns
-- formulas into typst's notation. The few elements that a statement may have are written here, every mark
-- escaped: no attribute, no raw block and no link's address ever gets through.

local here = pandoc.path.directory(arg[0])
local mathematics = dofile(pandoc.path.join { here, "mathematics.lua" })

local FORMAT = "commonmark-raw_html+tex_math_dollars+pipe_tables"
local UNBROKEN = 60  -- characters of a formula that stay together
local BRACKETS = { ["("] = 1, ["["] = 1, ["\\{"] = 1, [")"] = -1, ["]"] = -1, ["\\}"] = -1 }
local MARK = "\1"  -- a control character, so no formula that was let through can hold it

local function escaped_latex(text)
  local commands = {
    ["\\"] = "\\textbackslash{}", ["{"] = "\\{", ["}"] = "\\}", ["$"] = "\\$", ["&"] = "\\&", ["#"] = "\\#",
    ["%"] = "\\%", ["_"] = "\\_", ["^"] = "\\textasciicircum{}", ["~"] = "\\textasciitilde{}",
    ["<"] = "\\textless{}",
    [">"] = "\\textgreater{}", ["|"] = "\\textbar{}", ["`"] = "\\textasciigrave{}", ["["] = "{[}",
    ["]"] = "{]}", ["'"] = "\\textquotesingle{}", ['"'] = "\\textquotedbl{}", ["*"] = "{*}",
  }
  text = text:gsub("%c", " "):gsub("[^%w%s\128-\255]", commands)
  for _, mark in ipairs { "%-", "," } do  -- no dashes and quotation marks out of -- and ,,
    for _ = 1, 2 do text = text:gsub("(" .. mark .. ")(" .. mark .. ")", "%1{}%2") end
  end
  return text
end

local function escaped_typst(text)
  return (text:gsub("%c", " "):gsub("[^%w%s\128-\255]", "\\%0"))
end

local function typst_string(text)
  return '"' .. text:gsub('[\\"]', "\\%0") .. '"'
end

local function with_apostrophes(text)
  return (text:gsub("(%w)'", "%1’"))
end

local LATEX = {
  text = escaped_latex,
  line_break = "\\LineBreak{}",
  emphasis = function(inner) return "\\emph{" .. inner .. "}" end,
  strong = function(inner) return "\\textbf{" .. inner .. "}" end,
  code = function(text) return "\\texttt{" .. escaped_latex(text):gsub(" ", "\\ ") .. "}" end,
  formula = function(tex, is_display)
    return is_display and "\\[" .. tex .. "\\]" or "\\(" .. tex .. "\\)"
  end,
  heading = function(inner) return "\\textbf{" .. inner .. "}" end,
  rule = "\\begin{center}\\rule{0.5\\linewidth}{0.4pt}\\end{center}",
  quotation = function(inner) return "\\begin{quote}\n" .. inner .. "\n\\end{quote}" end,
}

function LATEX.listing(text)
  local lines = {}
  for line in (text .. "\n"):gmatch("(.-)\n") do
    lines[#lines + 1] = "\\strut" .. LATEX.code(line):gsub("^\\texttt{}$", "")
  end
  return "\\begin{Listing}\n" .. table.concat(lines, "\\newline\n") .. "\n\\end{Listing}"
end

function LATEX.list(items, first)
  local name = first and "enumerate" or "itemize"
  local start = first and first ~= 1 and "[start=" .. first .. "]" or ""
  local lines = {}
  for _, item in ipairs(items) do lines[#lines + 1] = "\\item " .. item end
  return "\\begin{" .. name .. "}" .. start .. "\n" .. table.concat(lines, "\n") .. "\n\\end{" .. name .. "}"
end

function LATEX.data_table(alignments, widths, head, rows)
  local columns = {}
  for index, alignment in ipairs(alignments) do
    columns[index] = alignment == "right" and "r" or alignment == "center" and "c" or "l"
    if widths[index] then
      local width = string.format("\\dimexpr %.4f\\linewidth-2\\tabcolsep", widths[index])
      columns[index] = ">{\\raggedright\\arraybackslash}p{" .. width .. "}"
    end
  end
  local lines = { "\\begin{center}", "\\begin{tabular}{" .. table.concat(columns) .. "}", "\\toprule" }
  lines[#lines + 1] = table.concat(head, " & ") .. " \\tabularnewline\\midrule"
  for _, row in ipairs(rows) do lines[#lines + 1] = table.concat(row, " & ") .. " \\tabularnewline" end
  lines[#lines + 1] = "\\bottomrule\n\\end{tabular}\n\\end{center}"
  return table.concat(lines, "\n")
end

local TYPST = {
  text = escaped_typst,
  line_break = "#linebreak();",
  emphasis = function(inner) return "#emph[" .. inner .. "];" end,
  strong = function(inner) return "#strong[" .. inner .. "];" end,
  code = function(text) return "#raw(" .. typst_string(text) .. ");" end,
  heading = function(inner) return "#strong[" .. inner .. "];" end,
  rule = "#align(center, line(length: 50%, stroke: 0.4pt));",
  quotation = function(inner) return "#quote(block: true)[\n" .. inner .. "\n];" end,
  listing = function(text) return "#raw(block: true, " .. typst_string(text) .. ");" end,
}

function TYPST.list(items, first)
  local cells = {}
  for index, item in ipairs(items) do cells[index] = "[" .. item .. "]" end
  local call = first and "#enum(start: " .. first .. ", " or "#list("
  return call .. table.concat(cells, ",\n") .. ");"
end

function TYPST.data_table(alignments, widths, head, rows)
  local columns, sides, cells = {}, {}, {}
  for index, alignment in ipairs(alignments) do
    columns[index] = widths[index] and string.format("%.2f%%", 100 * widths[index]) or "auto"
    sides[index] = alignment
  end
  for _, row in ipairs(rows) do
    for _, cell in ipairs(row) do cells[#cells + 1] = "[" .. cell .. "]," end
  end
  return "#data-table((" .. table.concat(columns, ", ") .. ",), (" .. table.concat(sides, ", ") .. ",), ([" ..
    table.concat(head, "], [") .. "],), (" .. table.concat(cells, " ") .. "));"
end

local request = pandoc.json.decode(io.read("a"), false)
local writer = LATEX

-- The distinct formulas of all fragments, so that pandoc converts each once and all in one go.
local formulas = { list = pandoc.Blocks {}, keys = {}, places = {} }

local function formula_key(element)
  return (element.mathtype == "DisplayMath" and "D" or "I") .. element.text
end

local function ask_for(element)
  local key = formula_key(element)
  if formulas.places[key] then return end
  formulas.keys[#formulas.keys + 1] = key
  formulas.places[key] = #formulas.keys
  formulas.list:insert(pandoc.Para { pandoc.Math(element.mathtype, element.text) })
  formulas.list:insert(pandoc.RawBlock("typst", MARK))
end

local function converted_formulas()
  local warnings, text = pandoc.log.silence(function()
    local options = pandoc.WriterOptions { wrap_text = "wrap-none" }
    return pandoc.write(pandoc.Pandoc(formulas.list), "typst", options)
  end)
  local refused, converted, index = {}, {}, 0
  for _, warning in ipairs(pandoc.json.decode(pandoc.json.encode(warnings), false)) do
    refused[warning.contents] = warning.message:gsub("%s+", " ")
  end
  for piece in text:gmatch("(.-)" .. MARK) do
    index = index + 1
    -- Pandoc rounds the width of \; down to nothing.
    converted[formulas.keys[index]] = piece:gsub("^%s+", ""):gsub("%s+$", ""):gsub("#h%(0em%)", "thick")
  end
  assert(index == #formulas.keys, "pandoc returned " .. index .. " of " .. #formulas.keys .. " formulas")
  return converted, refused
end

local typst_formulas, refused_formulas

function TYPST.formula(tex, is_display)
  return typst_formulas[(is_display and "D" or "I") .. tex]
end

local blocks_text

local function inlines_text(inlines)
  local pieces = {}
  for index, element in ipairs(inlines) do
    local kind, piece = element.tag, ""
    if kind == "Str" then
      piece = writer.text(with_apostrophes(element.text))
    elseif kind == "Space" then
      piece = " "
    elseif kind == "SoftBreak" then
      piece = "\n"
    elseif kind == "LineBreak" then
      piece = writer.line_break
    elseif kind == "Emph" then
      piece = writer.emphasis(inlines_text(element.content))
    elseif kind == "Strong" then
      piece = writer.strong(inlines_text(element.content))
    elseif kind == "Code" then
      piece = writer.code(element.text)
    elseif kind == "Math" then
      piece = writer.formula(element.text, element.mathtype == "DisplayMath")
    elseif kind == "RawInline" then
      piece = writer.text(element.text)
    else
      piece = inlines_text(element.content)
    end
    pieces[index] = piece
  end
  return table.concat(pieces)
end

local function list_text(element, first)
  local items = {}
  for index, item in ipairs(element.content) do items[index] = blocks_text(item) end
  return writer.list(items, first)
end

local SIDES = { AlignLeft = "left", AlignRight = "right", AlignCenter = "center", AlignDefault = "left" }

local function table_text(element)
  local alignments, widths, rows = {}, {}, {}
  for index, column in ipairs(element.colspecs) do
    alignments[index], widths[index] = SIDES[column[1]], column[2]
  end
  local function cells(row)
    local texts = {}
    for index, cell in ipairs(row.cells) do texts[index] = blocks_text(cell.contents) end
    return texts
  end
  for index, row in ipairs(element.bodies[1].body) do rows[index] = cells(row) end
  return writer.data_table(alignments, widths, cells(element.head.rows[1]), rows)
end

local BLOCKS = {
  Para = function(element) return inlines_text(element.content) end,
  Plain = function(element) return inlines_text(element.content) end,
  Header = function(element) return writer.heading(inlines_text(element.content)) end,
  CodeBlock = function(element) return writer.listing(element.text) end,
  RawBlock = function(element) return writer.text(element.text) end,
  BlockQuote = function(element) return writer.quotation(blocks_text(element.content)) end,
  BulletList = function(element) return list_text(element, nil) end,
  OrderedList = function(element) return list_text(element, element.start) end,
  Table = table_text,
  HorizontalRule = function() return writer.rule end,
}

local function is_formula(element)
  return element.tag == "Para" and #element.content == 1 and element.content[1].mathtype == "DisplayMath"
end

function blocks_text(blocks)
  local text = ""
  for index, element in ipairs(blocks) do
    local write = BLOCKS[element.tag] or error("no way to write " .. element.tag)
    -- To TeX, an empty line before a formula on a line of its own is an empty paragraph.
    local joins = writer == LATEX and is_formula(element) and index > 1 and blocks[index - 1].tag == "Para"
    text = text .. (index == 1 and "" or joins and "\n" or "\n\n") .. write(element)
  end
  return text
end

-- A long inline formula in pieces, each ending in a comma, so that a line can break there: neither engine breaks a
-- list of values inside a formula.
local function pieces_of(element)
  local tex = element.text
  if element.mathtype == "DisplayMath" or #tex <= UNBROKEN or tex:find("\\left") or tex:find("\\begin") then
    return nil
  end
  local pieces, first, place, brackets, groups = pandoc.List {}, 1, 1, 0, 0
  while place <= #tex do
    local mark = tex:match("^\\.", place) or tex:sub(place, place)
    brackets = brackets + (BRACKETS[mark] or 0)
    groups = groups + (mark == "{" and 1 or mark == "}" and -1 or 0)
    place = place + #mark
    if mark == "," and brackets <= 1 and groups == 0 then
      pieces:extend { pandoc.Math("InlineMath", tex:sub(first, place - 1)), pandoc.Space() }
      while tex:find("^\\?[ ,]", place) do place = select(2, tex:find("^\\?[ ,]", place)) + 1 end
      first = place
    end
  end
  pieces:insert(pandoc.Math("InlineMath", tex:sub(first)))
  return pieces
end

-- One fragment, read; its problems are what it may not hold.
local function read_fragment(markdown)
  local warnings, document = pandoc.log.silence(function()
    return pandoc.read(markdown .. "\n", FORMAT, pandoc.ReaderOptions { columns = 100 }, {})
  end)
  local problems, maths = {}, {}
  local function check(element)
    local found = mathematics.problems(element.text, request.symbols)
    for _, sentence in ipairs(found) do
      problems[#problems + 1] = "the formula $" .. element.text .. "$: " .. sentence
    end
  end
  for _, warning in ipairs(warnings) do problems[#problems + 1] = tostring(warning) end
  document:walk {
    Inlines = function(inlines)
      local text = ""
      for _, element in ipairs(inlines) do
        if element.tag == "Str" then text = text .. element.text end
      end
      if text:find("%$.*\\%a") or text:find("\\%a.*%$") then
        problems[#problems + 1] = "a $ sign that begins or ends no formula, beside " .. text:match("\\%a+") ..
          ": are all braces of the formula closed?"
      end
    end,
    Image = function(element)
      problems[#problems + 1] = "the image " .. element.src .. ": images are not allowed in Markdown text"
    end,
    Math = function(element) check(element) end,
  }
  if #problems == 0 then
    document = document:walk { Math = pieces_of }
    document:walk {
      Math = function(element)
        ask_for(element)
        maths[#maths + 1] = element.text
      end,
    }
  end
  return { document = document, problems = problems, maths = maths }
end

local read = {}
for index, markdown in ipairs(request.fragments) do read[index] = read_fragment(markdown) end
typst_formulas, refused_formulas = converted_formulas()

local answers = pandoc.List {}
for index, fragment in ipairs(read) do
  for _, tex in ipairs(fragment.maths) do
    if refused_formulas[tex] then
      fragment.problems[#fragment.problems + 1] = "the formula $" .. tex .. "$: " .. refused_formulas[tex]
    end
  end
  if #fragment.problems > 0 then
    answers[index] = { problems = pandoc.List(fragment.problems) }
  else
    local written = {}
    for name, each in pairs { latex = LATEX, typst = TYPST } do
      writer = each
      written[name] = blocks_text(fragment.document.blocks)
    end
    answers[index] = written
  end
end
io.write(pandoc.json.encode(answers))
