-- What fragments are written in for pages that are no print: HTML, Markdown, Word's XML. As in `notations.lua`, for each
-- a function (or a text) for every element that a statement may have; formulas are added by `fragments.lua`.

local XML = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }

local function escaped_xml(text)
  return (text:gsub("%c", " "):gsub('[&<>"]', XML))
end

-- The place of a figure, which `placed_figures.py` puts in: markup is kept by its text, figures are of one sheet. No text
-- can hold this control character.
local function place(digest)
  return "\2" .. digest .. "\2"
end

local HTML = {
  text = escaped_xml,
  line_break = "<br>\n",
  emphasis = function(inner) return "<em>" .. inner .. "</em>" end,
  strong = function(inner) return "<strong>" .. inner .. "</strong>" end,
  code = function(text) return "<code>" .. escaped_xml(text) .. "</code>" end,
  paragraph = function(inner) return "<p>" .. inner .. "</p>" end,
  plain = function(inner) return inner end,
  heading = function(inner) return "<p><strong>" .. inner .. "</strong></p>" end,
  rule = "<hr>",
  quotation = function(inner) return "<blockquote>\n" .. inner .. "\n</blockquote>" end,
  listing = function(text) return "<pre><code>" .. text:gsub('[&<>"]', XML) .. "</code></pre>" end,
  lead_in = function(inner) return inner end,
}

function HTML.list(items, first, is_lettered)
  local name = (first or is_lettered) and "ol" or "ul"
  local start = is_lettered and ' class="lettered"' or first and first ~= 1 and ' start="' .. first .. '"' or ""
  return "<" .. name .. start .. ">\n<li>" .. table.concat(items, "</li>\n<li>") .. "</li>\n</" .. name .. ">"
end

function HTML.figure(digest, caption)
  local below = caption == "" and "" or "<figcaption>" .. caption .. "</figcaption>\n"
  return "<figure>\n" .. place(digest) .. "\n" .. below .. "</figure>"
end

function HTML.data_table(alignments, _, head, rows)
  local function line(cells, opening, name)
    local written = {}
    for index, cell in ipairs(cells) do
      local side = alignments[index] ~= "left" and ' class="' .. alignments[index] .. '"' or ""
      written[index] = "<" .. opening .. side .. ">" .. cell .. "</" .. name .. ">"
    end
    return "<tr>" .. table.concat(written) .. "</tr>\n"
  end
  local lines = {}
  for index, row in ipairs(rows) do lines[index] = line(row, "td", "td") end
  return '<table class="data">\n<thead>' .. line(head, 'th scope="col"', "th") ..
    "</thead>\n<tbody>\n" .. table.concat(lines) .. "</tbody>\n</table>"
end

-- In Markdown; the marks with a meaning there, and what is written for each, come from the request.
local MARKDOWN = {
  marks = {},
  line_break = "\\\n",
  emphasis = function(inner) return "*" .. inner .. "*" end,
  strong = function(inner) return "**" .. inner .. "**" end,
  plain = function(inner) return inner end,
  heading = function(inner) return "**" .. inner .. "**" end,
  rule = "---",
  quotation = function(inner) return "> " .. inner:gsub("\n", "\n> ") end,
  lead_in = function(inner) return inner end,
}

function MARKDOWN.text(text)
  return (text:gsub("%c", " "):gsub("%p", MARKDOWN.marks))
end

-- What a line begins with is no mark of a list, heading or rule.
function MARKDOWN.paragraph(inner)
  local lines = ("\n" .. inner):gsub("\n([-+=])", "\n\\%1"):gsub("\n(%d+)([.)])", "\n%1\\%2")
  return lines:sub(2)
end

local function longest_run(text)
  local longest = 0
  for run in text:gmatch("`+") do longest = math.max(longest, #run) end
  return longest
end

function MARKDOWN.code(text)
  local fence = ("`"):rep(longest_run(text) + 1)
  local blank = (text:find("^`") or text:find("`$")) and " " or ""
  return fence .. blank .. text .. blank .. fence
end

function MARKDOWN.listing(text)
  local fence = ("`"):rep(math.max(3, longest_run(text) + 1))
  return fence .. "\n" .. text .. "\n" .. fence
end

-- A bar between dollars would end the cell of a table.
function MARKDOWN.formula(tex, is_display)
  local written = tex:gsub("%s+", " "):gsub("\\|", "\\Vert "):gsub("|", "\\vert ")
  return is_display and "$$" .. written .. "$$" or "$" .. written .. "$"
end

function MARKDOWN.list(items, first, is_lettered)
  local lines, gap = {}, "\n"
  for index, item in ipairs(items) do
    local mark = is_lettered and "- " .. string.char(96 + index) .. ") " or first and (first + index - 1) .. ". " or "- "
    local indent = (" "):rep(is_lettered and 2 or #mark)
    if item:find("\n\n") then gap = "\n\n" end
    lines[index] = mark .. item:gsub("\n", "\n" .. indent):gsub("\n +\n", "\n\n")
  end
  return table.concat(lines, gap)
end

function MARKDOWN.figure(digest, caption)
  return place(digest) .. (caption == "" and "" or "\n\n" .. MARKDOWN.paragraph(caption))
end

function MARKDOWN.data_table(alignments, _, head, rows)
  local rules = { left = "---", right = "--:", center = ":-:" }
  local function line(cells)
    local written = {}
    for index, cell in ipairs(cells) do
      written[index] = cell:gsub("\\\n", " "):gsub("\n", " "):gsub("([^\\])|", "%1\\|"):gsub("^|", "\\|")
    end
    return "| " .. table.concat(written, " | ") .. " |"
  end
  local ruled = {}
  for index, side in ipairs(alignments) do ruled[index] = rules[side] end
  local lines = { line(head), "|" .. table.concat(ruled, "|") .. "|" }
  for _, row in ipairs(rows) do lines[#lines + 1] = line(row) end
  return table.concat(lines, "\n")
end

-- Word's XML. Styles are those of `docx/styles.xml`; an item's number is known when the whole document is put together,
-- so each list carries a name of its own: list, its place in the fragment, the first number, the form.
local BODY = '<w:pStyle w:val="BodyText"/>'
local lists = 0

local function run(text, properties)
  local code = '<w:t xml:space="preserve">' .. escaped_xml(text) .. "</w:t>"
  return "<w:r><w:rPr>" .. (properties or "") .. "</w:rPr>" .. code .. "</w:r>"
end

local function with_property(inner, property)
  return (inner:gsub("</w:rPr>", property .. "</w:rPr>"))
end

local PLAIN = '<w:r><w:rPr></w:rPr><w:t xml:space="preserve">'

local function paragraph(inner)
  local merged
  repeat  -- neighbouring words become one run
    inner, merged = inner:gsub("(" .. PLAIN .. "[^<]*)</w:t></w:r>" .. PLAIN, "%1")
  until merged == 0
  return "<w:p><w:pPr>" .. BODY .. "</w:pPr>" .. inner .. "</w:p>"
end

local function styled(inner, style)
  return (inner:gsub(BODY, '<w:pStyle w:val="' .. style .. '"/>'))
end

local WORD = {
  begin = function() lists = 0 end,
  text = run,
  line_break = "<w:r><w:br/></w:r>",
  emphasis = function(inner) return with_property(inner, "<w:i/>") end,
  strong = function(inner) return with_property(inner, "<w:b/>") end,
  code = function(text) return run(text, '<w:rStyle w:val="VerbatimChar"/>') end,
  paragraph = paragraph,
  plain = paragraph,
  heading = function(inner) return paragraph(with_property(inner, "<w:b/>")) end,
  rule = '<w:p><w:pPr><w:pStyle w:val="Rule"/></w:pPr></w:p>',
  quotation = function(inner) return styled(inner, "BlockText") end,
  lead_in = function(inner) return (inner:gsub(BODY, BODY .. "<w:keepNext/>")) end,
  blank = run(" "),
}

function WORD.listing(text)
  local lines = {}
  for line in (text .. "\n"):gmatch("(.-)\n") do lines[#lines + 1] = WORD.code(line) end
  return styled(paragraph(table.concat(lines, WORD.line_break)), "SourceCode")
end

function WORD.list(items, first, is_lettered)
  lists = lists + 1
  local form = is_lettered and "lowerLetter" or first and "decimal" or "bullet"
  local name = table.concat({ "list", lists, first or 1, form }, "-")
  local mark = '<w:pStyle w:val="ListParagraph"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="' .. name .. '"/></w:numPr>'
  local written = {}
  for index, item in ipairs(items) do
    local deeper = item:gsub('<w:ilvl w:val="(%d)"/>', function(level) return '<w:ilvl w:val="' .. level + 1 .. '"/>' end)
    written[index] = styled(deeper:gsub(BODY, mark, 1), "ListContinue")
  end
  return table.concat(written, "\n")
end

function WORD.figure(digest, caption)
  local shown = styled(paragraph(place(digest)), "Figure")
  return caption == "" and shown or shown .. "\n" .. styled(paragraph(caption), "Caption")
end

-- About how wide the columns of a table are, in twentieths of a point.
local function column_widths(columns, rows)
  local widths, total = {}, 0
  for index = 1, columns do
    local longest = 1
    for _, row in ipairs(rows) do longest = math.max(longest, utf8.len((row[index]:gsub("<[^>]*>", ""))) or 1) end
    widths[index] = 125 * longest + 320
    total = total + widths[index]
  end
  for index, width in ipairs(widths) do widths[index] = total > 9000 and width * 9000 // total or width end
  return widths
end

function WORD.data_table(alignments, _, head, rows)
  local widths = column_widths(#alignments, { head, table.unpack(rows) })
  local grid = ""
  for _, width in ipairs(widths) do grid = grid .. '<w:gridCol w:w="' .. width .. '"/>' end
  local function line(cells, opening)
    local written = {}
    for index, cell in ipairs(cells) do
      local side = '<w:pStyle w:val="TableText"/><w:jc w:val="' .. alignments[index] .. '"/>'
      local size = '<w:tcPr><w:tcW w:w="' .. widths[index] .. '" w:type="dxa"/></w:tcPr>'
      written[index] = "<w:tc>" .. size .. (cell == "" and paragraph("") or cell):gsub(BODY, side) .. "</w:tc>"
    end
    return "<w:tr>" .. opening .. table.concat(written) .. "</w:tr>"
  end
  local lines = { '<w:tbl><w:tblPr><w:tblStyle w:val="DataTable"/><w:tblW w:w="0" w:type="auto"/><w:jc w:val="center"/>' ..
    '<w:tblLook w:val="0020" w:firstRow="1"/></w:tblPr><w:tblGrid>' .. grid .. "</w:tblGrid>" }
  lines[2] = line(head, "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>")
  for _, row in ipairs(rows) do lines[#lines + 1] = line(row, "<w:trPr><w:cantSplit/></w:trPr>") end
  return table.concat(lines, "\n") .. '</w:tbl>\n<w:p><w:pPr><w:pStyle w:val="Gap"/></w:pPr></w:p>'
end

return { html = HTML, markdown = MARKDOWN, word = WORD }
