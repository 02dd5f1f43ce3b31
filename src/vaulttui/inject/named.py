"""What ``-e VAR=CRED/FIELD`` offers: one field under a name of its own."""

from vaulttui.domain.credentials import Credential
from vaulttui.domain.fields import Field
from vaulttui.domain.text import safe_text
from vaulttui.errors import NotFound
from vaulttui.inject.credentials import reading
from vaulttui.inject.fields import field_of
from vaulttui.inject.offers import Giving, Make, Offer, Sort, failing
from vaulttui.inject.origin import Origin
from vaulttui.inject.values import Values
from vaulttui.secret import Secret


def offer(giving: Giving, name: str, credential: Credential, field_id: str) -> Offer:
    """The variable; making it is NotFound where the field is not there or holds no value."""
    origin = Origin(
        "option",
        name,
        credential_id=credential.id,
        credential=credential.name,
        type_id=credential.type_id,
        fields=(field_id,),
    )
    identity = ("FIELD", credential.id, field_id)
    try:
        field = field_of(giving.session, credential, field_id)
    except NotFound as error:
        return Offer(Sort.VARIABLE, name, origin, identity, failing(error))
    made = Offer(Sort.VARIABLE, name, origin, identity, held(credential, field))
    return reading(made, giving, credential, field)


def held(credential: Credential, field: Field) -> Make:
    """How the value of one field is made, which must be there."""

    def make(values: Values) -> Secret | None:
        value = values.of(credential, field)
        if value is None:
            raise NotFound(
                f"The field {safe_text(field.id)} of {safe_text(credential.name)} holds no value.",
                hint="Set it with `vaulttui edit`.",
            )
        return value

    return make
