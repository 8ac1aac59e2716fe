-- Run by `pandoc lua`. Reads from standard input one JSON object
--   {"symbols": {"≤": true, ...}, "figures": {"5f3a...": true, ...}, "fragments": ["some *Markdown*", ...]}
-- and writes a JSON list with, for each, {"latex": "...", "typst": "..."} or {"problems": ["...", ...]}.
--
-- Pandoc parses the Markdown (each fragment on its own, so that none can reach into another) and turns
-- formulas into typst's notation. The few elements that a statement may have are written by `notations.lua`, every
-- mark escaped: no attribute, no raw block and no link's address ever gets through.

local here = pandoc.path.directory(arg[0])
local mathematics = dofile(pandoc.path.join { here, "mathematics.lua" })
local notations = dofile(pandoc.path.join { here, "notations.lua" })
local LATEX, TYPST = notations.latex, notations.typst

local FORMAT = "commonmark-raw_html+tex_math_dollars+pipe_tables"
local UNBROKEN = 60  -- characters of a formula that stay together
local BRACKETS = { ["("] = 1, ["["] = 1, ["\\{"] = 1, [")"] = -1, ["]"] = -1, ["\\}"] = -1 }
local GROUPED = 5  -- numbers of so many digits are set in groups of three
local MARK = "\1"  -- a control character, so no formula that was let through can hold it

local function with_apostrophes(text)
  return (text:gsub("(%w)'", "%1’"))
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
  local formula = typst_formulas[(is_display and "D" or "I") .. tex]
  -- Pandoc forgets that \dfrac is as large as on a line of its own.
  return not is_display and tex:find("\\dfrac") and "#displayed(" .. formula .. ");" or formula
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

-- Whether the items of a bullet list begin with a), b), c), ...: the letters are their marks then.
local function is_lettered(element)
  for index, item in ipairs(element.content) do
    local mark = item[1] and item[1].content and item[1].content[1]
    if index > 26 or not mark or mark.tag ~= "Str" or mark.text ~= string.char(96 + index) .. ")" then return false end
    if #item[1].content < 3 then return false end
  end
  return true
end

local function list_text(element, first)
  local items, has_letters = {}, not first and is_lettered(element)
  for index, item in ipairs(element.content) do
    if has_letters then
      item = item:clone()
      item[1] = pandoc.Plain { table.unpack(item[1].content, 3) }
    end
    items[index] = blocks_text(item)
  end
  return writer.list(items, first, has_letters)
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

-- The figure that a paragraph is, if it is one and nothing else.
local function figure_of(element)
  local image = element.tag == "Para" and #element.content == 1 and element.content[1]
  return image and image.tag == "Image" and request.figures[image.src] and image or nil
end

local BLOCKS = {
  Para = function(element)
    local image = figure_of(element)
    return image and writer.figure(image.src, inlines_text(image.caption)) or inlines_text(element.content)
  end,
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

-- What the paragraph before it leads in, on the same page.
local LED_INTO = { CodeBlock = true, BulletList = true, OrderedList = true, Table = true }

local function is_formula(element)
  return element.tag == "Para" and #element.content == 1 and element.content[1].mathtype == "DisplayMath"
end

function blocks_text(blocks)
  local text = ""
  for index, element in ipairs(blocks) do
    local write = BLOCKS[element.tag] or error("no way to write " .. element.tag)
    -- To TeX, an empty line before a formula on a line of its own is an empty paragraph.
    local joins = writer == LATEX and is_formula(element) and index > 1 and blocks[index - 1].tag == "Para"
    local written = write(element)
    local following = blocks[index + 1]
    local leads = following and (LED_INTO[following.tag] or is_formula(following) or figure_of(following))
    if element.tag == "Para" and leads and not figure_of(element) then
      written = writer.lead_in(written)
    end
    text = text .. (index == 1 and "" or joins and "\n" or "\n\n") .. written
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

-- A formula whose brackets need not grow, without \left and \right: TeX would put a space before them, and neither
-- engine would break a line within.
local function with_plain_brackets(tex)
  local is_tall = tex:find("frac") or tex:find("\\begin") or tex:find("\\sum") or tex:find("\\prod") or tex:find("\\int")
  if is_tall or tex:find("\\overbrace") or tex:find("\\underbrace") then return tex end
  local kept = tex:gsub("\\left%s*([%(%[])", "%1"):gsub("\\right%s*([%)%]])", "%1")
  -- A bracket may belong to another one, or to none: then all stay as they are.
  return (kept:find("\\left%A") or kept:find("\\right%A")) and tex or kept
end

-- A formula with its long numbers in groups of three digits. Decimals stay as they are, and so do the groups
-- of numbers with commas.
local function with_groups(tex)
  return (tex:gsub("()([%d.,]+)", function(place, number)
    if number:find("^%d+[.,]?$") and #number:match("^%d+") >= GROUPED and not tex:find("^[%a_^]", place - 1) then
      local digits, mark = number:match("^(%d+)(.?)$")
      return digits:reverse():gsub("%d%d%d", "%0,\\"):gsub(",\\$", ""):reverse() .. mark
    end
    return number
  end))
end

-- A formula as it is written, in pieces: what stands for it in the document.
local function written_formula(element)
  local plain = pandoc.Math(element.mathtype, with_plain_brackets(element.text))
  local pieces = pieces_of(plain) or pandoc.List { plain }
  for _, piece in ipairs(pieces) do
    if piece.tag == "Math" then piece.text = with_groups(piece.text) end
  end
  return pieces
end

-- A fragment read by pandoc, or built where it is one formula and nothing else: half of them are, and reading takes
-- most of the time. Signs with a meaning in Markdown that may come before that of $ are left to pandoc.
local function document_of(markdown)
  local formula = markdown:match("^%$([%w\\{(%[%-][%w\\{}()%[%],;:.=+%-*/^_! ]*)%$$")
  if formula and not formula:find("%s$") then
    return {}, pandoc.Pandoc { pandoc.Para { pandoc.Math("InlineMath", formula) } }
  end
  return pandoc.log.silence(function()
    return pandoc.read(markdown .. "\n", FORMAT, pandoc.ReaderOptions { columns = 100 }, {})
  end)
end

-- One fragment, read; its problems are what it may not hold.
local function read_fragment(markdown)
  local warnings, document = document_of(markdown)
  local problems, maths = {}, {}
  for _, warning in ipairs(warnings) do problems[#problems + 1] = tostring(warning) end
  local images, placed = 0, 0
  document = document:walk {
    Para = function(element)
      if figure_of(element) then placed = placed + 1 end
    end,
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
      if request.figures[element.src] then
        images = images + 1
      else
        problems[#problems + 1] = "the image " .. element.src .. ": only figures of the template can be shown"
      end
    end,
    Math = function(element)
      local found = mathematics.problems(element.text, request.symbols)
      for _, sentence in ipairs(found) do
        problems[#problems + 1] = "the formula $" .. element.text .. "$: " .. sentence
      end
      if #found > 0 then return nil end
      local pieces = written_formula(element)
      for _, piece in ipairs(pieces) do
        if piece.tag == "Math" then maths[#maths + 1] = piece end
      end
      return pieces
    end,
  }
  if images > placed then
    problems[#problems + 1] = "an image among words: a figure stands in a paragraph of its own"
  end
  if #problems == 0 then
    for _, piece in ipairs(maths) do ask_for(piece) end
  end
  return { document = document, problems = problems, maths = maths }
end

local read = {}
for index, markdown in ipairs(request.fragments) do read[index] = read_fragment(markdown) end
typst_formulas, refused_formulas = converted_formulas()

local answers = pandoc.List {}
for index, fragment in ipairs(read) do
  for _, piece in ipairs(fragment.maths) do
    local refused = refused_formulas[piece.text]
    if refused then
      fragment.problems[#fragment.problems + 1] = "the formula $" .. piece.text .. "$: " .. refused
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
