"""Small files of the book trade and of libraries, written by hand."""

ROOT = '<ONIXMessage release="3.0">'
BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "lol"}">' for n in range(12))
SLIM = "http://www.loc.gov/MARC21/slim"
LEADER = "00000nam a2200000 a 4500"


def title_of(text):
    """The elements of a title."""
    return (
        f"<TitleDetail><TitleType>01</TitleType><TitleElement><TitleElementLevel>01</TitleElementLevel>"
        f"<TitleText>{text}</TitleText></TitleElement></TitleDetail>"
    )


def product(title="T", *, detail="", more="", reference="r"):
    """A product with a title, more in its DescriptiveDetail, and more behind that."""
    return (
        f"<Product><RecordReference>{reference}</RecordReference><NotificationType>03</NotificationType>"
        f"<DescriptiveDetail>{title_of(title)}{detail}</DescriptiveDetail>{more}</Product>"
    )


def message(*products, root=ROOT, head='<?xml version="1.0"?>'):
    """A message of ONIX."""
    return f"{head}{root}{''.join(products)}</ONIXMessage>"


def marcxml(*fields, head="", leader=LEADER, root=f'<collection xmlns="{SLIM}">'):
    """A collection of one record: fields as (tag, subfields), control fields as (tag, text)."""
    told = "".join(_marcxml_field(*field) for field in fields)
    return f"{head}{root}<record><leader>{leader}</leader>{told}</record></collection>"


def _marcxml_field(tag, content, indicators="  "):
    if isinstance(content, str):
        return f'<controlfield tag="{tag}">{content}</controlfield>'
    told = "".join(f'<subfield code="{code}">{text}</subfield>' for code, text in content)
    return f'<datafield tag="{tag}" ind1="{indicators[0]}" ind2="{indicators[1]}">{told}</datafield>'


def iso_2709(*fields, coding=b" ", kind=b"am"):
    """A record of (tag, bytes without the end of the field)."""
    directory, data = b"", b""
    for tag, content in fields:
        directory += b"%s%04d%05d" % (tag.encode(), len(content) + 1, len(data))
        data += content + b"\x1e"
    base = 24 + len(directory) + 1
    return b"%05dn%s %s22%05d a 4500%s\x1e%s\x1d" % (base + len(data) + 1, kind, coding, base, directory, data)


def titled(text, **options):
    """A record of a title and nothing else."""
    return iso_2709(("245", b"10\x1fa" + text), **options)
