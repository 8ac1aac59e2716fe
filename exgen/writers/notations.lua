-- What fragments are written in: for each notation a function (or a text) for every element that a statement may
-- have. Texts are escaped here; an `inner` is written already. Formulas of typst are added by `fragments.lua`.

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

local LATEX = {
  text = escaped_latex,
  line_break = "\\LineBreak{}",
  emphasis = function(inner) return "\\emph{" .. inner .. "}" end,
  strong = function(inner) return "\\textbf{" .. inner .. "}" end,
  code = function(text) return "\\texttt{" .. escaped_latex(text):gsub(" ", "\\ ") .. "}" end,
  formula = function(tex, is_display)
    return is_display and "\\[" .. tex .. "\\]" or "\\(" .. tex .. "\\)"
  end,
  paragraph = function(inner) return inner end,
  plain = function(inner) return inner end,
  heading = function(inner) return "\\textbf{" .. inner .. "}" end,
  rule = "\\begin{center}\\rule{0.5\\linewidth}{0.4pt}\\end{center}",
  quotation = function(inner) return "\\begin{quote}\n" .. inner .. "\n\\end{quote}" end,
  lead_in = function(inner) return inner end,  -- lists begin on the page of what stands before them
}

function LATEX.listing(text)
  local lines = {}
  for line in (text .. "\n"):gmatch("(.-)\n") do
    lines[#lines + 1] = "\\strut" .. LATEX.code(line):gsub("^\\texttt{}$", "")
  end
  return "\\begin{Listing}\n" .. table.concat(lines, "\\newline\n") .. "\n\\end{Listing}"
end

function LATEX.list(items, first, is_lettered)
  local name = (first or is_lettered) and "enumerate" or "itemize"
  local start = is_lettered and "[label=\\alph*)]" or first and first ~= 1 and "[start=" .. first .. "]" or ""
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

function LATEX.figure(digest, caption)
  return "\\SheetFigure{" .. digest .. "}{" .. caption .. "}"
end

local TYPST = {
  text = escaped_typst,
  line_break = "#linebreak();",
  emphasis = function(inner) return "#emph[" .. inner .. "];" end,
  strong = function(inner) return "#strong[" .. inner .. "];" end,
  code = function(text) return "#raw(" .. typst_string(text) .. ");" end,
  paragraph = function(inner) return inner end,
  plain = function(inner) return inner end,
  heading = function(inner) return "#strong[" .. inner .. "];" end,
  rule = "#align(center, line(length: 50%, stroke: 0.4pt));",
  quotation = function(inner) return "#quote(block: true)[\n" .. inner .. "\n];" end,
  listing = function(text) return "#raw(block: true, " .. typst_string(text) .. ");" end,
  lead_in = function(inner) return "#lead-in[" .. inner .. "];" end,
}

function TYPST.list(items, first, is_lettered)
  local cells = {}
  for index, item in ipairs(items) do cells[index] = "[" .. item .. "]" end
  local call = is_lettered and '#enum(numbering: "a)", ' or first and "#enum(start: " .. first .. ", " or "#list("
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

function TYPST.figure(digest, caption)
  return "#sheet-figure(figures.at(" .. typst_string(digest) .. "))[" .. caption .. "];"
end

return { latex = LATEX, typst = TYPST }
