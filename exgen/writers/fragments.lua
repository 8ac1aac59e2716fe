-- Run by `pandoc lua`. Reads from standard input, until it ends, lines that are each a JSON object
--   {"symbols": {"≤": true, ...}, "figures": {"5f3a...": true, ...}, "marks": {"*": "\\*", ...},
--    "notations": ["latex", ...], "fragments": ["some *Markdown*", ...]}
-- and answers each by a line that is a JSON list with, for each fragment, {"latex": "...", ...} or {"problems": ["...", ...]}.
--
-- Pandoc parses the Markdown (each fragment on its own, so that none can reach into another) and turns formulas into the
-- notations of typst, HTML and Word. The few elements that a statement may have are written by `notations.lua` and
-- `page_notations.lua`, every mark escaped: no attribute, no raw block and no link's address ever gets through.

local here = pandoc.path.directory(arg[0])
local mathematics = dofile(pandoc.path.join { here, "mathematics.lua" })
local notations = dofile(pandoc.path.join { here, "notations.lua" })
local formulas = dofile(pandoc.path.join { here, "formulas.lua" })
local page_notations = dofile(pandoc.path.join { here, "page_notations.lua" })
local LATEX, TYPST = notations.latex, notations.typst
local WRITERS = {
  latex = LATEX, typst = TYPST, html = page_notations.html, markdown = page_notations.markdown, word = page_notations.word,
}

local FORMAT = "commonmark-raw_html+tex_math_dollars+pipe_tables"
local UNBROKEN = 60  -- characters of a formula that stay together
local BRACKETS = { ["("] = 1, ["["] = 1, ["\\{"] = 1, [")"] = -1, ["]"] = -1, ["\\}"] = -1 }
local GROUPED = 5  -- numbers of so many digits are set in groups of three
local MARK = "\1"  -- a control character, so no formula that was let through can hold it
local WIDEST_WHOLE = 60  -- millimetres of a formula that stays together on its line, in typst
local BETWEEN, UNSEEN = {}, {}  -- commands with space on both sides, and those that show nothing of their own
for name in ("times cdot div pm le leq ge geq ne neq approx in to odot mapsto rightarrow"):gmatch("%a+") do
  BETWEEN[name] = true
end
for name in ("frac dfrac tfrac left right quad displaystyle mathbf mathrm mathbb operatorname"):gmatch("%a+") do
  UNSEEN[name] = true
end

local function with_apostrophes(text)
  return (text:gsub("(%w)'", "%1’"))
end

local request  -- the one that is being answered
local writer = LATEX

-- About how wide a formula in a line is, in millimetres: signs between two operands have space on both sides.
local function width_of(tex)
  local signs = 0
  local shown = tex:gsub("\\text%s*{([^}]*)}", "%1"):gsub("\\(%a+)", function(name)
    if BETWEEN[name] then signs = signs + 1 end
    return UNSEEN[name] and "" or "x"
  end):gsub("[+%-=<>]", function()
    signs = signs + 1
    return "x"
  end):gsub("[%s{}_^\\]", "")
  return 2 * utf8.len(shown) + 2.5 * signs
end

-- The text alternative is made of the formula's own text, between two marks, by `markdown.py`.
function TYPST.formula(tex, is_display)
  if not is_display and tex:find("^%d+$") then return tex end  -- a number is the same in text and formula
  local arguments = "(" .. MARK .. tex .. MARK .. ", " .. formulas.converted("typst", tex, is_display)
  if is_display then return "#display-formula" .. arguments .. ");" end
  local is_long = width_of(tex) > WIDEST_WHOLE
  local has_breaks = tex:find("[+%-=<>|]") or tex:find("\\%a")
  if is_long or has_breaks then arguments = arguments .. (is_long and ", long: true" or ", whole: true") end
  -- Pandoc forgets that \dfrac is as large as on a line of its own.
  if tex:find("\\dfrac") then arguments = arguments .. ", tall: true" end
  return "#formula" .. arguments .. ");"
end

function WRITERS.html.formula(tex, is_display) return formulas.converted("html", tex, is_display) end
function WRITERS.word.formula(tex, is_display) return formulas.converted("word", tex, is_display) end

local blocks_text

local function inlines_text(inlines)
  local pieces = {}
  for index, element in ipairs(inlines) do
    local kind, piece = element.tag, ""
    if kind == "Str" then
      piece = writer.text(with_apostrophes(element.text))
    elseif kind == "Space" then
      piece = writer.blank or " "
    elseif kind == "SoftBreak" then
      piece = writer.blank or "\n"
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
    if image then return writer.figure(image.src, inlines_text(image.caption)) end
    return writer.paragraph(inlines_text(element.content))
  end,
  Plain = function(element) return writer.plain(inlines_text(element.content)) end,
  Header = function(element) return writer.heading(inlines_text(element.content)) end,
  CodeBlock = function(element) return writer.listing(element.text) end,
  RawBlock = function(element) return writer.paragraph(writer.text(element.text)) end,
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

local function read(markdown)
  return pandoc.log.silence(function()
    return pandoc.read(markdown .. "\n", FORMAT, pandoc.ReaderOptions { columns = 100 }, {})
  end)
end

-- A fragment that is one formula and nothing else, as half of them are: its text. Signs with a meaning in Markdown that
-- may come before that of $ are left to pandoc.
local function formula_alone(markdown)
  local formula = markdown:match("^%$([%w\\{(%[%-][%w\\{}()%[%],;:.=+%-*/^_! ]*)%$$")
  return formula and not formula:find("%s$") and formula or nil
end

-- Whether a fragment is paragraphs and nothing else, as its lines' first signs tell: such fragments cannot reach into
-- each other, so that pandoc can read them all in one go.
local function is_paragraphs(markdown)
  for line in markdown:gmatch("[^\n]+") do
    if not line:find("^[%w(]") or line:find("^%w+[.)]") then return false end
  end
  return markdown:find("%S") ~= nil
end

-- The blocks of fragments that are paragraphs, by their places; nothing where pandoc has something to say of them.
local function blocks_of_paragraphs(fragments)
  local places, texts = {}, {}
  for place, markdown in ipairs(fragments) do
    if not formula_alone(markdown) and is_paragraphs(markdown) then
      places[#places + 1], texts[#texts + 1] = place, markdown
    end
  end
  local warnings, document = read(table.concat(texts, "\n\n" .. MARK .. "\n\n"))
  local found, index = {}, 1
  if #warnings > 0 or #places == 0 then return found end
  found[places[1]] = pandoc.Blocks {}
  for _, block in ipairs(document.blocks) do
    if #block.content == 1 and block.content[1].text == MARK then
      index = index + 1
      found[places[index]] = pandoc.Blocks {}
    else
      found[places[index]]:insert(block)
    end
  end
  assert(index == #places, "pandoc read " .. index .. " of " .. #places .. " fragments")
  return found
end

-- What a formula may not hold, one sentence for each.
local function problems_of_formula(tex)
  local sentences = {}
  for index, sentence in ipairs(mathematics.problems(tex, request.symbols)) do
    sentences[index] = "the formula $" .. tex .. "$: " .. sentence
  end
  return sentences
end

-- One fragment, with its formulas; its problems are what it may not hold.
local function read_fragment(markdown, blocks)
  local problems, maths = pandoc.List {}, pandoc.List {}
  local function formula_read(element)
    local found = problems_of_formula(element.text)
    problems:extend(found)
    if #found > 0 then return nil end
    local pieces = written_formula(element)
    for _, piece in ipairs(pieces) do
      if piece.tag == "Math" then maths:insert(piece) end
    end
    return pieces
  end
  local formula = formula_alone(markdown)
  if formula then
    blocks = pandoc.Blocks { pandoc.Para(formula_read(pandoc.Math("InlineMath", formula)) or {}) }
  else
    if not blocks then
      local warnings, document = read(markdown)
      for _, warning in ipairs(warnings) do problems:insert(tostring(warning)) end
      blocks = document.blocks
    end
    local images, placed = 0, 0
    blocks = blocks:walk {
      Para = function(element)
        if figure_of(element) then placed = placed + 1 end
      end,
      Inlines = function(inlines)
        local text = ""
        for _, element in ipairs(inlines) do
          if element.tag == "Str" then text = text .. element.text end
        end
        if text:find("%$.*\\%a") or text:find("\\%a.*%$") then
          problems:insert("a $ sign that begins or ends no formula, beside " .. text:match("\\%a+") ..
            ": are all braces of the formula closed?")
        end
      end,
      Image = function(element)
        if request.figures[element.src] then
          images = images + 1
        else
          problems:insert("the image " .. element.src .. ": only figures of the template can be shown")
        end
      end,
      Math = formula_read,
    }
    if images > placed then
      problems:insert("an image among words: a figure stands in a paragraph of its own")
    end
  end
  if #problems == 0 then
    for _, piece in ipairs(maths) do formulas.ask_for(piece) end
  end
  return { blocks = blocks, problems = problems, maths = maths }
end

-- The answers to all fragments of the request.
local function answers_to_request()
  formulas.begin()
  page_notations.markdown.marks = request.marks
  local blocks_by_place, fragments = blocks_of_paragraphs(request.fragments), {}
  for place, markdown in ipairs(request.fragments) do
    fragments[place] = read_fragment(markdown, blocks_by_place[place])
  end
  local is_wanted = {}
  for _, name in ipairs(request.notations) do is_wanted[name] = true end
  local refused_formulas = formulas.convert(is_wanted)

  local answers = pandoc.List {}
  for index, fragment in ipairs(fragments) do
    for _, piece in ipairs(fragment.maths) do
      local refused = refused_formulas[piece.text]
      if refused then
        fragment.problems:insert("the formula $" .. piece.text .. "$: " .. refused)
      end
    end
    if #fragment.problems > 0 then
      answers[index] = { problems = fragment.problems }
    else
      local written = {}
      for _, name in ipairs(request.notations) do
        writer = WRITERS[name]
        if writer.begin then writer.begin() end
        written[name] = blocks_text(fragment.blocks)
      end
      answers[index] = written
    end
  end
  return answers
end

for line in io.lines() do
  request = pandoc.json.decode(line, false)
  io.write(pandoc.json.encode(answers_to_request()), "\n")
  io.flush()
end
